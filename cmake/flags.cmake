# Warnings, sanitizers and hardening, as one interface library for our own code.
add_library(docket_flags INTERFACE)
target_include_directories(docket_flags INTERFACE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/include"
  "${CMAKE_BINARY_DIR}/generated")
target_compile_definitions(docket_flags INTERFACE _GNU_SOURCE
  DOCKET_VERSION="${PROJECT_VERSION}")
target_compile_options(docket_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wformat=2 -Wcast-qual
  $<$<C_COMPILER_ID:GNU>:-Wjump-misses-init>)
if(DOCKET_WERROR)
  target_compile_options(docket_flags INTERFACE -Werror)
endif()
if(DOCKET_SANITIZE)
  add_compile_options(-fsanitize=${DOCKET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${DOCKET_SANITIZE})
endif()
if(DOCKET_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(DOCKET_HARDEN)
  add_compile_options(-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection)
  add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
