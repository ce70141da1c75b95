using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Closes sockets and files when the module is removed.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => Controller.CloseAll();
}
