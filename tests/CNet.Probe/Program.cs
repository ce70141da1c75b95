using CNet.Probe;

// A process of its own for the tests: one that starts cold, one that shares a Host's state with another, one that can be killed.
var verbs = new Dictionary<string, Func<string[], int>>
{
    ["threads"] = ThreadsVerb.Run,
    ["namespaces"] = NamespacesVerb.Run,
    ["files"] = FilesVerb.Run,
    ["store"] = StoreVerb.Run,
    ["lock"] = LockVerb.Run,
    ["run"] = ProgramVerb.Run,
    ["churn"] = ChurnVerb.Run,
    ["work"] = WorkVerb.Run,
    ["die"] = DieVerb.Run,
    ["attach"] = AttachVerb.Run,
    ["ports"] = PortsVerb.Run,
};
if (args.Length > 0 && verbs.TryGetValue(args[0], out var verb)) return verb(args[1..]);
Console.Error.WriteLine($"usage: CNet.Probe {string.Join('|', verbs.Keys)} …");
return 2;
