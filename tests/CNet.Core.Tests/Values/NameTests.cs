using Xunit;

namespace CNet.Tests.Values;

public sealed class NameTests
{
    private static readonly string Long = new('x', 300);

    [Theory]
    [InlineData("web")]
    [InlineData("0")]
    [InlineData("Web-1_a.b")]
    [InlineData("63")]
    public void A_name_is_taken(string name) => ObjectName.Demand(name == "63" ? Long[..63] : name, "sandbox");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-web")]
    [InlineData("_web")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("wéb")]
    [InlineData("64")]
    public void What_is_no_name_is_refused(string? name)
    {
        var given = name == "64" ? Long[..64] : name;
        var error = Assert.Throws<CNetException>(() => ObjectName.Demand(given, "sandbox"));
        Assert.Equal((CNetError.NameInvalid, given), (error.Code, error.Target));
        Assert.Contains("sandbox", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.False(ObjectName.IsValid(given));
    }

    [Theory]
    [InlineData("lab")]
    [InlineData("my network / 2")]
    [InlineData("Bücher 📚")]
    public void A_network_may_be_named_nearly_anything(string name) => ObjectName.DemandNetwork(name);

    [Theory]
    [InlineData(null)]
    [InlineData("\t")]
    [InlineData("a\0b")]
    [InlineData("a\u001b[31m")]
    [InlineData("long")]
    [InlineData("half")]
    public void But_not_everything(string? name)
    {
        var given = name switch { "long" => Long[..256], "half" => "a" + (char)0xd83d, _ => name };
        var error = Assert.Throws<CNetException>(() => ObjectName.DemandNetwork(given));
        Assert.Equal(CNetError.NameInvalid, error.Code);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("eth0", true)]
    [InlineData("a-b.c_d", true)]
    [InlineData("fifteen-letters", true)]
    [InlineData("sixteen-letters!", false)]
    [InlineData("éééééééé", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a:1", false)]
    [InlineData("a b", false)]
    [InlineData("eth%d", false)]
    public void An_interfaces_name_is_what_the_kernel_takes(string name, bool isTaken)
    {
        Assert.Equal(isTaken, ObjectName.IsInterface(name));
        Assert.Equal(isTaken ? null : CNetError.NameInvalid, (Record.Exception(() => ObjectName.DemandInterface(name)) as CNetException)?.Code);
    }

    [Fact]
    public void Names_are_ordered_as_people_do()
    {
        var ordered = new[] { "", "a", "net", "net1", "net01", "net2", "net2a", "net10", "net10.2", "net10.10", "net99999999999999999999", "net100000000000000000000", "z" };
        // Of equal numbers the one with fewer zeros may come first or last, but always the same way.
        var sorted = ordered.Reverse().Order(Comparer<string>.Create(NaturalOrder.Compare)).ToList();
        Assert.Equal(ordered.Where(name => name != "net01"), sorted.Where(name => name != "net01"));
        Assert.All(ordered, left => Assert.All(ordered, right =>
        {
            Assert.Equal(left == right, NaturalOrder.Compare(left, right) == 0);
            Assert.Equal(Math.Sign(NaturalOrder.Compare(left, right)), -Math.Sign(NaturalOrder.Compare(right, left)));
        }));
    }

    [Fact]
    public void An_id_is_64_digits_and_its_beginning_stands_for_it()
    {
        var id = ObjectId.New();
        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.NotEqual(id, ObjectId.New());
        Assert.Equal(id[..12], ObjectId.Shorten(id));
        Assert.True(ObjectId.IsPrefix(id) && ObjectId.IsPrefix(id[..4]));
        Assert.False(ObjectId.IsPrefix(id[..3]) || ObjectId.IsPrefix(id + "0") || ObjectId.IsPrefix("ABCD") || ObjectId.IsPrefix("wxyz"));
    }
}
