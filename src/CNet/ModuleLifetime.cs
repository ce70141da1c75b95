using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CNet.Subscriptions;

namespace CNet.Commands;

/// <summary>Ends subscriptions, and closes sockets and files, when the module is removed.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        EventSubscription.EndAll(Runspace.DefaultRunspace?.Events);
        Controller.CloseAll();
    }
}
