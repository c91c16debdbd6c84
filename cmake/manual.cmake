# Manual pages come out of the program itself: docket.1 and docket-<command>.1, printed from the table that
# --help prints, so the two cannot drift. Run as a script (cmake -DDOCKET=... -DOUT=... -P manual.cmake) this file
# writes them; included, it makes that part of the build and of the installation.
if(CMAKE_SCRIPT_MODE_FILE)
  set(ENV{ASAN_OPTIONS} detect_leaks=0)
  function(print_to file)
    execute_process(COMMAND "${DOCKET}" help ${ARGN} OUTPUT_FILE "${file}" COMMAND_ERROR_IS_FATAL ANY)
  endfunction()

  file(REMOVE_RECURSE "${OUT}")
  file(MAKE_DIRECTORY "${OUT}")
  execute_process(COMMAND "${DOCKET}" help --list OUTPUT_VARIABLE commands COMMAND_ERROR_IS_FATAL ANY)
  string(STRIP "${commands}" commands)
  string(REPLACE "\n" ";" commands "${commands}")
  print_to("${OUT}/docket.1" --mdoc)
  foreach(command IN LISTS commands)
    string(REPLACE " " "-" name "${command}")
    separate_arguments(words UNIX_COMMAND "${command}")
    print_to("${OUT}/docket-${name}.1" --mdoc ${words})
  endforeach()
  return()
endif()

set(docket_man "${CMAKE_BINARY_DIR}/man")
file(MAKE_DIRECTORY "${docket_man}") # so that installing works when only some targets were built
add_custom_command(OUTPUT "${CMAKE_BINARY_DIR}/man.stamp"
  COMMAND ${CMAKE_COMMAND} "-DDOCKET=$<TARGET_FILE:docket>" "-DOUT=${docket_man}" -P "${CMAKE_SOURCE_DIR}/cmake/manual.cmake"
  COMMAND ${CMAKE_COMMAND} -E touch "${CMAKE_BINARY_DIR}/man.stamp"
  DEPENDS docket "${CMAKE_SOURCE_DIR}/cmake/manual.cmake"
  COMMENT "Printing the manual pages" VERBATIM)
add_custom_target(manual ALL DEPENDS "${CMAKE_BINARY_DIR}/man.stamp")
install(DIRECTORY "${docket_man}/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" FILES_MATCHING PATTERN "*.1")
