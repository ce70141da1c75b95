using CNet.Tests.Agents;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Names;

/// <summary>A test of the name service: the agent of the test's own Host, asked from inside real sandboxes.</summary>
public abstract class NameTest : AgentTest
{
    /// <summary>A server that only the Host itself can reach.</summary>
    private protected const string HostServer = "127.0.0.53";

    private readonly List<IDisposable> _things = [];

    protected override void CleanUp()
    {
        foreach (var thing in _things) thing.Dispose();
        base.CleanUp();
    }

    /// <summary>Has a thing end with the test.</summary>
    private protected T Keep<T>(T thing) where T : IDisposable
    {
        _things.Add(thing);
        return thing;
    }

    /// <summary>Says which servers the Host itself asks.</summary>
    private protected void HostAsks(params string[] servers) =>
        File.WriteAllText(Path.Combine(TestHost.StateDirectory, "resolv.conf"), string.Concat(servers.Select(server => $"nameserver {server}\n")));

    /// <summary>A server at <see cref="HostServer"/>, which the Host asks.</summary>
    private protected StubNameServer Outside(Func<StubQuestion, IEnumerable<byte[]>> answer, string address = HostServer) => Keep(new StubNameServer(TestHost.NamespacePath!, address, answer));

    private protected string PathOf(string sandbox) => Path.Combine(TestHost.NamespaceDirectory, sandbox);

    /// <summary>Asks as a sandbox; what comes of a first question before the agent is there is not meant.</summary>
    private protected NameAnswer? Ask(string sandbox, string name, int type = NameClient.A, bool byTcp = false, int? ednsSize = null) => NameClient.Ask(PathOf(sandbox), name, type, byTcp, ednsSize);

    /// <summary>The addresses that a sandbox is told; in the order of their numbers.</summary>
    private protected IReadOnlyList<string> Resolve(string sandbox, string name, int type = NameClient.A)
    {
        var answer = Ask(sandbox, name, type);
        Assert.NotNull(answer);
        Assert.Equal(NameAnswer.NoError, answer.Code);
        return [.. answer.Records.Order(StringComparer.Ordinal)];
    }

    /// <summary>Waits until the name server says what the records say.</summary>
    private protected void AwaitName(string sandbox, string name, params string[] addresses) =>
        Await(() => NameClient.Ask(PathOf(sandbox), name, timeout: 1000) is { Code: NameAnswer.NoError } answer && answer.Records.Order(StringComparer.Ordinal).SequenceEqual(addresses.Order(StringComparer.Ordinal)));
}
