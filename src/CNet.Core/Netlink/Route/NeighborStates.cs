using static CNet.Netlink.Wire.RouteConstants;

namespace CNet.Netlink.Route;

/// <summary>The states of neighbours by the names that iproute2 has for them.</summary>
internal static class NeighborStates
{
    internal static string NameOf(ushort state) => state switch
    {
        0 => "none",
        NUD_INCOMPLETE => "incomplete",
        NUD_REACHABLE => "reachable",
        NUD_STALE => "stale",
        NUD_DELAY => "delay",
        NUD_PROBE => "probe",
        NUD_FAILED => "failed",
        NUD_NOARP => "noarp",
        NUD_PERMANENT => "permanent",
        _ => $"0x{state:x}",
    };
}
