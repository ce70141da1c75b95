using System.Net.Sockets;
using System.Text;
using CNet.Linux;
using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Names;

/// <summary>Real programs in sandboxes find others by name: those of glibc and of musl, and clients that only know DNS.</summary>
public sealed class ProgramsTests : NameTest
{
    private const string Source = """
        #include <arpa/inet.h>
        #include <netdb.h>
        #include <stdio.h>
        #include <string.h>
        int main(int count, char **names) {
            for (int i = 1; i < count; i++) {
                struct addrinfo hints, *found;
                memset(&hints, 0, sizeof hints);
                hints.ai_socktype = SOCK_STREAM;
                int error = getaddrinfo(names[i], 0, &hints, &found);
                printf("%s:", names[i]);
                if (error) printf(" %s", error == EAI_NONAME ? "no such name" : gai_strerror(error));
                else for (struct addrinfo *one = found; one; one = one->ai_next) {
                    char text[64], name[256];
                    getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, 0, 0, NI_NUMERICHOST);
                    error = getnameinfo(one->ai_addr, one->ai_addrlen, name, sizeof name, 0, 0, NI_NAMEREQD);
                    printf(" %s=%s", text, error ? "?" : name);
                }
                printf("\n");
            }
            return 0;
        }
        """;

    [KernelFact("gcc")]
    public void Programs_of_glibc_find_each_other_and_hear_that_nobody_is_there() => Find("gcc");

    [KernelFact("musl-gcc")]
    public void Programs_of_musl_find_each_other_and_hear_that_nobody_is_there() => Find("musl-gcc");

    private void Find(string compiler)
    {
        HostAsks(HostServer);
        Outside(question => [StubNameServer.Reply(question, question.Name == "www.example.com" ? NameAnswer.NoError : NameAnswer.NameError, question is { Name: "www.example.com", Type: NameClient.A } ? ["192.0.2.7"] : [])]);
        using var directory = new TemporaryDirectory();
        var (source, program) = (directory.File("names.c"), directory.File("names"));
        File.WriteAllText(source, Source);
        Machine.Run(compiler, "-o", program, source);
        var lab = CreateNetwork();
        Attach(lab, "web");
        Attach(lab, "db", change: spec => spec with { Aliases = ["store"] });
        StartAgent();
        Assert.Equal("""
            db: 10.1.0.3=db.lab
            store: 10.1.0.3=db.lab
            db.lab: 10.1.0.3=db.lab
            nobody: no such name
            www.example.com: 192.0.2.7=?

            """, Run("web", program, "db", "store", "db.lab", "nobody", "www.example.com"));
    }

    [KernelFact("getent")]
    public void A_program_that_begins_right_after_a_join_finds_whoever_joined_before_it()
    {
        HostAsks();
        Controller.Settings.Set(agentStart: AgentStart.OnDemand);
        var lab = CreateNetwork();
        Attach(lab, "web");
        // The first one while the agent is only starting.
        for (var i = 0; i < 20; i++)
        {
            var late = Attach(lab, $"db-{i}");
            Assert.StartsWith($"{late.IPAddress} ", Run("web", "getent", "ahostsv4", $"db-{i}"), StringComparison.Ordinal);
            Assert.StartsWith("10.1.0.2 ", Run($"db-{i}", "getent", "ahostsv4", "web"), StringComparison.Ordinal);
        }
    }

    [KernelFact("getent", "dig", "curl")]
    public void The_usual_tools_find_others_by_name()
    {
        HostAsks();
        var lab = CreateNetwork(change: spec => spec with { EnableIPv6 = true });
        Attach(lab, "web");
        var db = Attach(lab, "db");
        StartAgent();
        using var space = NetworkNamespace.Open(PathOf("db"));
        using var service = HostSockets.Bind(space, TransportProtocol.Tcp, "all", 8080);
        var served = Task.Factory.StartNew(() =>
        {
            using var client = service.Accept();
            client.Receive(new byte[4096]);
            client.Send(Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nContent-Length: 13\r\n\r\nhello from db"));
            client.Shutdown(SocketShutdown.Send);
        }, TaskCreationOptions.LongRunning);
        Assert.Equal("hello from db", Run("web", "curl", "-sS", "--max-time", "20", "http://db:8080/"));
        served.Wait();
        Assert.StartsWith("10.1.0.3 ", Run("web", "getent", "ahostsv4", "db"), StringComparison.Ordinal);
        Assert.StartsWith($"{db.IPv6Address} ", Run("web", "getent", "ahostsv6", "db.lab"), StringComparison.Ordinal);
        Assert.Equal("10.1.0.3\n", Run("web", "dig", "+short", "DB"));
        Assert.Equal($"{db.IPv6Address}\n", Run("web", "dig", "+short", "+tcp", "AAAA", "db"));
        Assert.Equal("db.lab.\n", Run("web", "dig", "+short", "-x", "10.1.0.3"));
        Assert.Contains("SERVER: 127.0.0.11#53", Run("web", "dig", "db"), StringComparison.Ordinal);
    }

    private string Run(string sandbox, string program, params string[] arguments)
    {
        using var running = Controller.Programs.Start(Controller.Sandboxes.Get(sandbox), new ProgramSpec { FilePath = program, Arguments = arguments });
        var (exitCode, output, error) = running.ReadToEnd();
        Assert.True(exitCode == 0, $"{program} → {exitCode}: {error}");
        return output;
    }
}
