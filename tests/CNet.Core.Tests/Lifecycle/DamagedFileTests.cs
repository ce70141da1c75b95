using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Lifecycle;

/// <summary>A whole file of the state that cannot be read: every command says so, repair begins anew, and clearing needs no file.</summary>
public sealed class DamagedFileTests : HostTest
{
    private string Lasting => Path.Combine(TestHost.StateDirectory, "state.db");

    private string Boot => Path.Combine(TestHost.RunDirectory, "state.db");

    [KernelTheory("ip", "nft", "ping")]
    [InlineData(true)]
    [InlineData(false)]
    public void Repair_begins_anew_and_keeps_the_file(bool isLasting)
    {
        Attach(CreateNetwork(), "web");
        var file = isLasting ? Lasting : Boot;
        Damage(file);
        foreach (var command in new Action[] { () => Controller.Networks.List(), () => CreateNetwork("other", null), () => Controller.Sandboxes.List() })
            Assert.Contains(file, Fails(CNetError.StateCorrupt, command).Message, StringComparison.Ordinal);
        Assert.Equal(("StateFile", file), Controller.Health.Test().Where(check => check.Status == HostCheckStatus.Failed).Select(check => (check.Name, check.Target)).Single());

        // Nobody is asked about anything else while it is as it is.
        Assert.Empty(Controller.Health.Repair(_ => false));
        var done = Controller.Health.Repair();
        Assert.Contains(done, check => check is { Name: "StateFile", Status: HostCheckStatus.Repaired } && check.Target == file);
        Assert.All(done, check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!, "state.db.damaged-*"), name => !name.EndsWith("-wal", StringComparison.Ordinal) && !name.EndsWith("-shm", StringComparison.Ordinal));
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Status == HostCheckStatus.Failed);

        // What outlives a reboot is not touched by what does not.
        Assert.Equal(isLasting ? 0 : 1, Controller.Endpoints.List().Count);
        if (isLasting) Attach(CreateNetwork(), "web", "again");
        else Controller.Sandboxes.Join(Controller.Endpoints.Get("lab/web"), "again");
        Assert.True(Pings("again", "10.1.0.1"));
    }

    [KernelFact("ip", "nft")]
    public void A_bridge_whose_record_is_lost_is_named_and_guarded_again()
    {
        var lab = CreateNetwork();
        Attach(lab, "web");
        Controller.Close(TestHost);
        foreach (var companion in new[] { "", "-wal", "-shm" }) File.Delete(Boot + companion);
        Assert.Contains(Controller.Health.Test(), check => check is { Name: "Bridge", Target: "lab", Status: HostCheckStatus.Failed });
        Assert.All(Controller.Health.Repair(), check => Assert.Equal(HostCheckStatus.Repaired, check.Status));
        Assert.Contains("\"br-" + lab.ShortId + "\"", InHost("nft", "list", "set", "inet", "cnet", "networks"), StringComparison.Ordinal);
        Assert.DoesNotContain(Controller.Health.Test(), check => check.Status == HostCheckStatus.Failed);
        Attach(lab, "again");
        Assert.True(Pings("again", "10.1.0.1"));
    }

    [KernelFact("ip", "nft")]
    public void Clearing_needs_neither_file()
    {
        Attach(CreateNetwork(), "web");
        Damage(Lasting);
        Damage(Boot);
        Assert.Contains("damaged", Controller.Health.RefuseClearing(), StringComparison.Ordinal);
        Controller.Health.Clear();
        Assert.Equal(["lo"], IpJson(null, "link").Select(link => link.GetProperty("ifname").GetString()));
        Assert.Equal("", InHost("nft", "list", "ruleset"));
        Assert.False(Directory.Exists(TestHost.StateDirectory));
        Assert.Equal(["bridge", "host", "none"], Controller.Networks.List().Select(network => network.Name));
    }

    private void Damage(string file)
    {
        Controller.Close(TestHost);
        foreach (var companion in new[] { "-wal", "-shm" }) File.Delete(file + companion);
        File.WriteAllText(file, string.Join(' ', Enumerable.Repeat("garbage", 5000)));
    }
}
