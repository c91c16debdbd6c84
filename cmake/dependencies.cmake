# What Docket is built on. Each missing library is named with the Debian package that brings it, all at once.
find_package(PkgConfig REQUIRED)

set(docket_modules
  libcurl        libcurl4-openssl-dev
  jansson        libjansson-dev
  libgit2        libgit2-dev
  libxml-2.0     libxml2-dev
  libpcre2-8     libpcre2-dev
  sqlite3        libsqlite3-dev
  icu-uc         libicu-dev
  icu-i18n       libicu-dev
  libsodium      libsodium-dev
  libcrypto      libssl-dev
  zlib           zlib1g-dev
  libpsl         libpsl-dev
  libidn2        libidn2-dev)

add_library(docket_dependencies INTERFACE)

# A library that the program loads when it first needs it, by the name in its file (source/curl.h). Where that name
# cannot be told, it is linked like the others.
option(DOCKET_LATE_CURL "load libcurl, and the 25 libraries behind it, only in commands that go out" ON)
function(docket_late_library prefix definition)
  list(GET ${prefix}_LINK_LIBRARIES 0 file)
  get_filename_component(file "${file}" REALPATH)
  if(file MATCHES "/(lib[^/]*\\.so\\.[0-9]+)[^/]*$")
    target_compile_definitions(docket_dependencies INTERFACE ${definition}="${CMAKE_MATCH_1}")
    target_include_directories(docket_dependencies SYSTEM INTERFACE ${${prefix}_INCLUDE_DIRS})
    target_link_libraries(docket_dependencies INTERFACE ${CMAKE_DL_LIBS})
  else()
    target_link_libraries(docket_dependencies INTERFACE PkgConfig::${prefix})
  endif()
endfunction()
set(docket_missing)
set(docket_pc_requires)
while(docket_modules)
  list(POP_FRONT docket_modules module package)
  string(MAKE_C_IDENTIFIER "DEP_${module}" prefix)
  pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
  if(${prefix}_FOUND)
    if(module STREQUAL "libcurl" AND DOCKET_LATE_CURL)
      docket_late_library(${prefix} DOCKET_CURL_LIBRARY)
    else()
      target_link_libraries(docket_dependencies INTERFACE PkgConfig::${prefix})
    endif()
    list(APPEND docket_pc_requires ${module})
  else()
    list(APPEND docket_missing ${package})
  endif()
endwhile()

if(BUILD_TESTING)
  pkg_check_modules(CMOCKA QUIET IMPORTED_TARGET cmocka)
  pkg_check_modules(MICROHTTPD QUIET IMPORTED_TARGET libmicrohttpd)
  if(NOT CMOCKA_FOUND)
    list(APPEND docket_missing libcmocka-dev)
  endif()
  if(NOT MICROHTTPD_FOUND)
    list(APPEND docket_missing libmicrohttpd-dev)
  endif()
endif()

if(docket_missing)
  list(REMOVE_DUPLICATES docket_missing)
  list(JOIN docket_missing " " docket_missing)
  message(FATAL_ERROR "Docket needs libraries that were not found. On Debian: apt-get install ${docket_missing}")
endif()
target_link_libraries(docket_dependencies INTERFACE m)
list(JOIN docket_pc_requires " " DOCKET_PC_REQUIRES)
