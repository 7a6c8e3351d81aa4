using System.Text;
using LinuxPatchApi.Access;

namespace LinuxPatchApi.Tests.Access;

/// <summary>Entries are added to the operator's text, which is otherwise left as it is.</summary>
public sealed class AllowListEditTests
{
    [Theory]
    [InlineData("# mine\nentries: []\n", "# mine\nentries:\n  - 192.0.2.10\n")]
    [InlineData("entries: [] # nobody\n", "entries: # nobody\n  - 192.0.2.10\n")]
    [InlineData("entries:\n", "entries:\n  - 192.0.2.10\n")]
    [InlineData("entries:\n- 198.51.100.1\n", "entries:\n- 198.51.100.1\n- 192.0.2.10\n")]
    [InlineData("entries:\n    - a.example # one\n\n    # two\n    - b.example\n# end\n",
        "entries:\n    - a.example # one\n\n    # two\n    - b.example\n    - 192.0.2.10\n# end\n")]
    [InlineData("", "entries:\n  - 192.0.2.10\n")]
    [InlineData("# nothing yet", "# nothing yet\nentries:\n  - 192.0.2.10\n")]
    [InlineData("entries:\r\n  - 198.51.100.1\r\n", "entries:\r\n  - 198.51.100.1\r\n  - 192.0.2.10\r\n")]
    public void An_entry_is_added_and_comments_stay(string text, string expected) =>
        Assert.Equal(expected, AllowListEdit.Add(text, ["192.0.2.10"]));

    [Theory]
    [InlineData("entries: [198.51.100.1]\n")]
    [InlineData("entries: [\n  198.51.100.1\n]\n")]
    [InlineData("entries:\n  - 198.51.100.1\nother: 1\n")]
    [InlineData("entries: 5\n")]
    public void A_text_that_it_does_not_understand_is_not_changed(string text) => Assert.Null(AllowListEdit.Add(text, ["192.0.2.10"]));

    [Fact]
    public void Addresses_with_colons_are_quoted()
    {
        var text = AllowListEdit.Add("entries: []\n", ["2001:db8::1", "2001:db8:1::/48"]);

        Assert.Equal("entries:\n  - \"2001:db8::1\"\n  - \"2001:db8:1::/48\"\n", text);
    }

    [Theory]
    [InlineData("192.0.2.10", true)]
    [InlineData("192.0.2.0/28", true)]
    [InlineData("192.0.2.0/23", false)]
    [InlineData("Manager.Example.", true)]
    [InlineData("other.example", false)]
    public void What_a_network_or_name_covers_is_there(string entry, bool expected)
    {
        var document = AllowListFile.Parse("", Encoding.UTF8.GetBytes("entries:\n  - 192.0.2.0/24\n  - manager.example\n")).Document!;

        Assert.Equal(expected, AllowListEdit.Has(document, entry));
    }

    [Theory]
    [InlineData("192.0.2.10", true)]
    [InlineData("2001:db8::/64", true)]
    [InlineData("manager.example", true)]
    [InlineData("10.1", false)]
    [InlineData("https://manager.example", false)]
    [InlineData("a\n  - 0.0.0.0/0", false)]
    [InlineData("a #", false)]
    [InlineData("", false)]
    [InlineData("::1\"", false)]
    public void Only_an_address_a_network_or_a_name_is_an_entry(string entry, bool expected) =>
        Assert.Equal(expected, AllowListEdit.Problem(entry) is null);
}
