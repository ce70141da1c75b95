using System.Text.Json;
using CNet.State;

namespace CNet.Agents;

/// <summary>Follows the records of published ports, whoever writes them, and has them held or released.</summary>
internal sealed class PortFollower(Controller controller, EventLoop loop, HeldPorts ports)
{
    /// <summary>Lists what is published and returns when it is held; from there on the task follows what changes.</summary>
    internal Task Begin(CancellationToken cancellation)
    {
        var after = List();
        return Task.Run(() => FollowAsync(after, cancellation), CancellationToken.None);
    }

    private async Task FollowAsync(long after, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await foreach (var change in controller.Lasting.Watch(Keys.Ports, after, cancellation).ConfigureAwait(false)) Apply(change);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CNetException behind) when (behind.Code == CNetError.StateConflict)
            {
                after = List();
            }
        }
    }

    /// <summary>Reads all that there is; the revision from which on it has to be followed.</summary>
    private long List()
    {
        var store = controller.Lasting;
        var after = store.Revision;
        var records = store.List(Keys.Ports).Select(document => (document.Key, Record: Read(document))).Where(pair => pair.Record is not null).Select(pair => (pair.Key, pair.Record!)).ToList();
        loop.Post(() => ports.Replace(records));
        return after;
    }

    private void Apply(DocumentChange change)
    {
        if (change.IsProgress) return;
        var record = change.Json is { } json ? Read(new Document(change.Key, change.Version, json)) : null;
        loop.Post(() =>
        {
            if (record is null) ports.Remove(change.Key);
            else ports.Put(change.Key, record);
        });
    }

    /// <summary>A record; null where it cannot be read: what it says is not known, and Test-CNetHost tells.</summary>
    private static PortRecord? Read(Document document)
    {
        try
        {
            return StateJson.Read(document, StateJson.Default.PortRecord);
        }
        catch (Exception damage) when (damage is CNetException or JsonException)
        {
            AgentLog.Write($"The record '{document.Key}' is left out: {damage.Message}");
            return null;
        }
    }
}
