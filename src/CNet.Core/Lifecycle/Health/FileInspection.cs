using CNet.Discovery;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>Looks at the files of sandboxes: whether those that are on record are there, and whether others are that belong to nobody. What is in them may be edited by anybody.</summary>
internal static class FileInspection
{
    internal static void Inspect(Inspection inspection)
    {
        var host = inspection.Operation.Host;
        foreach (var sandbox in inspection.Sandboxes.Where(sandbox => sandbox.HasFiles && SandboxNamespace.Exists(sandbox)))
            if (SandboxFiles.MissingOf(host, sandbox) is { } missing)
                inspection.Differs(RepairPhase.Sandboxes, "File", sandbox.Name, $"'{missing}' of sandbox '{sandbox.Name}' is gone.", "make it again", operation => MakeAgain(operation, sandbox.Id));
        // Whose they are may be said by a record that cannot be read yet.
        if (inspection.Findings.Any(finding => finding.Check.Name == "Record")) return;
        var known = inspection.Sandboxes.Where(sandbox => sandbox.HasFiles).Select(sandbox => sandbox.Id).ToHashSet();
        foreach (var id in SandboxPlaces.All(host).Concat(NetnsLinks.Own(host).Select(link => link.SandboxId)).Distinct().Where(id => !known.Contains(id)))
            inspection.Differs(RepairPhase.Leftovers, "Leftover", SandboxPlaces.Of(host, id).Root, $"The files of sandbox {ObjectId.Shorten(id)} are left, and no sandbox has that id.", "remove them",
                operation => SandboxFiles.Delete(operation.Host, id), HostCheckStatus.Warning);
    }

    private static void MakeAgain(Operation operation, string id)
    {
        if (operation.Boot.Get(Keys.Sandbox(id), StateJson.Default.SandboxRecord) is { } sandbox) SandboxFiles.Make(operation, sandbox);
    }
}
