"""A stock Mitogen child context on an inherited socket: argv is the socket's descriptor and the context's id."""

import os
import sys

import mitogen.core
import mitogen.select
import mitogen.service  # now: nobody serves modules to this context later

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

SOCKET, CONTEXT = int(sys.argv[1]), int(sys.argv[2])

mitogen.core.ExternalContext({
    'parent_ids': [0],
    'context_id': CONTEXT,
    'in_fd': SOCKET,
    'out_fd': os.dup(SOCKET),
    'core_src_fd': None,
    'setup_package': False,
    'setup_stdio': False,
    'send_ec2': False,
    'debug': False,
    'profiling': False,
    'unidirectional': False,
    'log_level': 20,
    'max_message_size': 128 * 1048576,
    'version': mitogen.__version__,
}).main()
