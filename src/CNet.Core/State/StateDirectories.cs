namespace CNet.State;

/// <summary>Makes directories that only their owner can enter.</summary>
internal static class StateDirectories
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    internal static void Create(string path)
    {
        try
        {
            if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new CNetException(CNetError.PermissionDenied, $"The directory '{path}' cannot be made: {refused.Message}", path,
                "Name directories that can be written by the environment variables CNET_STATE and CNET_RUN.", refused);
        }
    }
}
