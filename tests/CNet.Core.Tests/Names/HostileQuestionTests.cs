using System.Net.Sockets;
using CNet.Agents.Names;
using CNet.Discovery;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Names;

/// <summary>Whatever a sandbox sends, or somebody who answers: nothing of it ends the server, holds it up, or makes it say what is not so.</summary>
public sealed class HostileQuestionTests : NameTest
{
    private static readonly ScopeSandbox Sandbox = new(ObjectId.New(), "web");

    /// <summary>A scope in which "web" and "db" are known.</summary>
    private static NameScope Scope()
    {
        var table = new NameTable("lab");
        foreach (var (name, address) in new[] { ("web", "10.1.0.2"), ("db", "10.1.0.3") })
        {
            Assert.True(DnsName.TryParse(name, out var labels) & Ip.TryParse(address, out var ip));
            table.Put(new NameOwner(name, [labels!], [ip], []));
        }
        return new NameScope(Sandbox, [new NameScope.Network(table, [])], new Upstream([], true, false));
    }

    [Fact]
    public void Garbage_and_damaged_questions_never_break_the_server_and_never_get_a_wrong_answer()
    {
        var seed = Campaign.Seed();
        var random = new Random(seed);
        var scope = Scope();
        var (name, answer) = (new byte[DnsWire.MaxName], new byte[DnsWire.MaxMessage]);
        byte[][] good =
        [
            NameClient.Question("web", ednsSize: 1232), NameClient.Question("db.lab", NameClient.Aaaa), NameClient.Question("2.0.1.10.in-addr.arpa", NameClient.Ptr, ednsSize: 512), NameClient.Question("_http._tcp.web", NameClient.Srv),
            [.. NameClient.Question("web", ednsSize: 4096), 0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0], NameClient.Question(string.Join('.', Enumerable.Repeat(new string('x', 63), 3)) + "." + new string('y', 60)),
            NameClient.Question(new string('1', 31).Aggregate("1", (all, digit) => $"{all}.{digit}") + ".ip6.arpa", NameClient.Ptr),
        ];
        for (var round = Campaign.Rounds(50_000, 1_500_000); round > 0; round--)
        {
            var message = (byte[])good[random.Next(good.Length)].Clone();
            switch (random.Next(5))
            {
                case 0:
                    message = message[..random.Next(message.Length + 1)];
                    break;
                case 1:
                    message = new byte[random.Next(600)];
                    random.NextBytes(message);
                    break;
                case 2:
                    message = [.. message, .. new byte[random.Next(64)].Select(_ => (byte)random.Next(256))];
                    break;
                case 3:
                    // Names that go on elsewhere, and round and round.
                    (message[random.Next(12, message.Length - 1)], message[^1]) = (0xc0, (byte)random.Next(256));
                    break;
            }
            for (var damage = random.Next(4); damage > 0 && message.Length > 0; damage--) message[random.Next(message.Length)] = (byte)random.Next(256);
            try
            {
                var outcome = NameResolver.Resolve(scope, message, name, answer, isUdp: random.Next(2) == 0, out var query, out var length, out var code, out _);
                if (outcome != NameResolver.Outcome.Answered) continue;
                Assert.InRange(length, 12, answer.Length);
                var read = NameClient.Read(answer[..length]);
                Assert.True(message.AsSpan(0, 2).SequenceEqual(answer.AsSpan(0, 2)) && (read.Flags & 0x8000) != 0);
                Assert.Equal((int)code & 0xf, read.Code);
                foreach (var record in read.Records) Assert.Contains(record, (string[])["10.1.0.2", "10.1.0.3", "web.lab.", "db.lab."]);
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                Assert.Fail($"seed {seed}, {Convert.ToHexString(message)}: {broken}");
            }
        }
    }

    [Fact]
    public void Garbage_for_an_answer_is_never_taken_for_one()
    {
        var seed = Campaign.Seed();
        var random = new Random(seed);
        var question = NameClient.Question("www.example.com", id: 4711);
        var reply = StubNameServer.Reply(StubQuestion.Read(question, isTcp: false), NameAnswer.NoError, "192.0.2.7");
        Assert.True(DnsReply.Answers(reply, question));
        for (var round = Campaign.Rounds(50_000, 1_500_000); round > 0; round--)
        {
            var damaged = random.Next(3) == 0 ? reply[..random.Next(reply.Length)] : (byte[])reply.Clone();
            for (var damage = random.Next(3); damage > 0 && damaged.Length > 0; damage--) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            if (!DnsReply.Answers(damaged, question)) continue;
            // That a server cannot read it, it may say without the question: then the next one is asked.
            if (damaged.Length == 12 && (damaged[3] & 0xf) is not (NameAnswer.NoError or NameAnswer.NameError)) continue;
            // Then all that tells an answer is as it was, but for the case of letters.
            Assert.True(damaged.Length >= question.Length && damaged.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2)) && (damaged[2] & 0xf8) == 0x80, $"seed {seed}, {Convert.ToHexString(damaged)}");
            Assert.True(damaged.AsSpan(12, question.Length - 12).ToArray().Select(Lower).SequenceEqual(question.AsSpan(12).ToArray().Select(Lower)), $"seed {seed}, {Convert.ToHexString(damaged)}");
        }

        static byte Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
    }

    [KernelFact]
    public void The_running_server_answers_through_a_storm_of_garbage_by_UDP_and_TCP()
    {
        HostAsks(HostServer);
        var random = new Random(7);
        // Outside, too, there is nothing but garbage.
        Outside(question => Enumerable.Range(0, 3).Select(_ => Garbage(random, question.Message)).Append(StubNameServer.Reply(question, NameAnswer.NameError)));
        var lab = CreateNetwork();
        Attach(lab, "web");
        Attach(lab, "bad");
        StartAgent();
        Assert.Equal(["10.1.0.2"], Resolve("bad", "web"));
        using var udp = NameClient.Open(PathOf("bad"));
        for (var i = 0; i < Campaign.Rounds(3_000, 100_000); i++)
        {
            udp.Send(Garbage(random, NameClient.Question($"x{i}.example.com", ednsSize: 1232)));
            if (i % 500 == 0) Assert.Equal(["10.1.0.2"], Resolve("web", "web"));
        }
        for (var i = 0; i < Campaign.Rounds(100, 5_000); i++)
        {
            try
            {
                using var tcp = NameClient.Open(PathOf("bad"), byTcp: true);
                tcp.Send(random.Next(2) == 0 ? Garbage(random, new byte[40]) : NameClient.Framed(Garbage(random, NameClient.Question("web"))));
            }
            catch (SocketException)
            {
                // It may hang up as soon as it has seen enough.
            }
        }
        // What it has sent itself may still stand before its question; as every resolver it asks again.
        AwaitName("bad", "web", "10.1.0.2");
        Assert.Equal("code 3: ", Ask("web", "other.example.com")?.ToString());
        Assert.Equal("code 0: 10.1.0.2", Ask("bad", "web", byTcp: true)?.ToString());
    }

    [KernelFact]
    public void A_client_by_TCP_may_ask_in_pieces_and_several_at_once_and_one_that_only_waits_is_let_go()
    {
        HostAsks();
        Attach(CreateNetwork(), "web");
        StartAgent();
        using var slow = NameClient.Open(PathOf("web"), byTcp: true);
        foreach (var piece in NameClient.Framed(NameClient.Question("web"))) slow.Send([piece]);
        Assert.Equal("code 0: 10.1.0.2", NameClient.Read(NameClient.Receive(slow, byTcp: true)).ToString());
        slow.Send([.. NameClient.Framed(NameClient.Question("web")), .. NameClient.Framed(NameClient.Question("nobody")), .. NameClient.Framed(NameClient.Question("web.lab"))]);
        Assert.Equal(["code 0: 10.1.0.2", "code 2: ", "code 0: 10.1.0.2"], Enumerable.Range(0, 3).Select(_ => NameClient.Read(NameClient.Receive(slow, byTcp: true)).ToString()));
        // It says nothing any more, and many others come.
        var idle = Enumerable.Range(0, 100).Select(_ => Keep(NameClient.Open(PathOf("web"), byTcp: true))).ToList();
        slow.ReceiveTimeout = 20_000;
        Assert.Equal(0, slow.Receive(new byte[1]));
        Await(() => idle.TrueForAll(socket => socket.Poll(0, SelectMode.SelectRead)));
        Assert.Equal("code 0: 10.1.0.2", Ask("web", "web", byTcp: true)?.ToString());
    }

    [KernelFact]
    public void Who_asks_without_end_does_not_keep_others_from_their_answers()
    {
        HostAsks();
        var lab = CreateNetwork();
        Attach(lab, "web");
        Attach(lab, "greedy");
        StartAgent();
        Assert.Equal(["10.1.0.2"], Resolve("greedy", "web"));
        using var ended = new CancellationTokenSource();
        var question = NameClient.Question("web");
        var flood = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            using var socket = NameClient.Open(PathOf("greedy"));
            while (!ended.IsCancellationRequested) socket.Send(question);
        }, TaskCreationOptions.LongRunning)).ToList();
        try
        {
            var before = Controller.Agent.Get().QueryCount;
            for (var i = 0; i < 200; i++) Assert.Equal(["10.1.0.2"], Resolve("web", "web"));
            Await(() => Controller.Agent.Get().QueryCount - before > 2000);
        }
        finally
        {
            ended.Cancel();
            Task.WaitAll([.. flood]);
        }
    }

    private static byte[] Garbage(Random random, byte[] message)
    {
        var damaged = random.Next(4) == 0 ? message[..random.Next(1, message.Length)] : (byte[])message.Clone();
        for (var damage = random.Next(1, 5); damage > 0; damage--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }
}
