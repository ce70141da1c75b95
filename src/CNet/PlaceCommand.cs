using CNet.Binding;

namespace CNet.Commands;

/// <summary>What cmdlets share that find namespaces by what has them.</summary>
public abstract class PlaceCommand : CNetCommand
{
    private protected const string OfSandbox = "Sandbox", OfNamespace = "Namespace", OfEndpoint = "Endpoint", OfInterface = "Interface";

    /// <summary>Works in each of the places, given as the core is to find it; false where there are none, which means the Host's own.</summary>
    private protected bool InPlaces(SandboxRef[]? sandboxes, NamespaceRef[]? namespaces, Action<string?> work)
    {
        if (sandboxes?.Any(reference => reference.IsNothing) == true || namespaces?.Any(reference => reference.IsNothing) == true)
            throw new CNetException(CNetError.NamespaceNotFound, "Null is no sandbox and no namespace.", null, "Leave -Sandbox and -Namespace away for the Host's own namespace.");
        ForEach(sandboxes, reference => ForEach(Controller.Resolve(reference), sandbox => work(NamespaceOf(sandbox))));
        ForEach(namespaces, reference => ForEach(reference.IsPattern ? Controller.Resolve(reference).Select(ns => ns.Path) : [reference.Locator], work));
        return sandboxes is not null || namespaces is not null;
    }

    private static string NamespaceOf(Sandbox sandbox) => sandbox.State != SandboxState.Gone ? sandbox.Namespace
        : throw new CNetException(CNetError.NamespaceNotFound, $"The namespace of sandbox '{sandbox.Name}' is gone.", sandbox.Name, $"Repair-CNetHost puts it right, or Remove-CNetSandbox {sandbox.Name} ends it.");
}
