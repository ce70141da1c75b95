namespace CNet.Linux;

/// <summary>Where this process sees the file systems of the machine: by it a file that was mounted elsewhere is found here.</summary>
internal sealed class MountTable
{
    private readonly List<(string Device, string Root, string Point)> _mounts = [];

    internal void Add(in MountLine mount) => _mounts.Add((MountLine.Text(mount.Device), MountLine.Text(mount.Root), MountLine.Text(mount.Point)));

    /// <summary>The paths by which this process may see a file of a device, those of the narrowest mounts first; what is mounted on top may hide it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="path">The path in the file system of the device.</param>
    internal IEnumerable<string> PathsOf(string device, string path) =>
        from mount in _mounts
        where mount.Device == device && IsWithin(path, mount.Root)
        orderby mount.Root.Length descending
        select Path.Join(mount.Point, mount.Root == "/" ? path : path[mount.Root.Length..]);

    private static bool IsWithin(string path, string root) => root == "/" || (path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/'));
}
