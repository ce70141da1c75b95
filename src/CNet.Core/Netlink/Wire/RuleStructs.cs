using System.Runtime.InteropServices;

namespace CNet.Netlink.Wire;

/// <summary>struct fib_rule_hdr: a rule that says in which table a packet's route is looked up.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct fib_rule_hdr
{
    internal byte family, dst_len, src_len, tos, table, res1, res2, action;
    internal uint flags;
}
