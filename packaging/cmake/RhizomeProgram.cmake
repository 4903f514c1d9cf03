# rhizome_add_program(NAME source.cpp …): a program with rhizome::main(). It is one static file without symbols, since it is
# sent to wherever it is to work.
function(rhizome_add_program name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE Rhizome::rhizome)
    if(NOT RHIZOME_SANITIZE)
        target_link_options(${name} PRIVATE -static -s -Wl,--gc-sections)
    endif()
endfunction()
