# find_package(Rhizome): Rhizome::rhizome, the library, and rhizome_add_program().
include("${CMAKE_CURRENT_LIST_DIR}/RhizomeTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/RhizomeProgram.cmake")
