using System.Net;
using LinuxPatchApi.Access.Dns;

namespace LinuxPatchApi.Tests.Access.Dns;

public sealed class DnsMessageTests
{
    private static readonly byte[] Question = DnsMessage.Question(0x1234, "a.example", DnsMessage.TypeA);

    [Fact]
    public void Question_has_the_form_of_RFC_1035() => Assert.Equal(
        "123401000001000000000000" + "0161" + "076578616D706C65" + "00" + "00010001", Convert.ToHexString(Question));

    [Theory]
    [InlineData(300, "A 300")]
    [InlineData(60, "CNAME 60, A 300")]
    [InlineData(30, "A 300, A 30")]
    [InlineData(0, "A 4294967295")]
    [InlineData(int.MaxValue, "A 2147483647")]
    [InlineData(5, "RRSIG 1, A 5")]
    public void Lifetime_is_the_shortest_of_addresses_and_aliases(int seconds, string records) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DnsMessage.Lifetime(Question, DnsReply.To(Question, records)));

    [Theory]
    [InlineData("")]
    [InlineData("CNAME 60")]
    [InlineData("AAAA 60")]
    public void Answer_without_an_address_has_no_lifetime(string records) =>
        Assert.Null(DnsMessage.Lifetime(Question, DnsReply.To(Question, records)));

    [Fact]
    public void Case_of_the_repeated_name_does_not_matter()
    {
        var reply = DnsReply.To(Question, "A 7");
        reply[13] = (byte)'A';
        Assert.Equal(TimeSpan.FromSeconds(7), DnsMessage.Lifetime(Question, reply));
    }

    [Theory]
    [InlineData(0, 0x99)] // another id
    [InlineData(2, 0x01)] // a question
    [InlineData(2, 0x91)] // another operation
    [InlineData(3, 0x83)] // no such name
    [InlineData(5, 0x02)] // two questions
    [InlineData(13, 0x62)] // another name
    [InlineData(24, 0x1C)] // another type
    [InlineData(26, 0x03)] // another class
    public void Answer_to_another_question_has_no_lifetime(int at, byte value)
    {
        var reply = DnsReply.To(Question, "A 7");
        reply[at] = value;
        Assert.Null(DnsMessage.Lifetime(Question, reply));
    }

    [Fact]
    public void No_truncation_and_no_changed_byte_throws()
    {
        var reply = DnsReply.To(Question, "CNAME 60, A 300, A 30");
        for (var length = 0; length <= reply.Length; length++)
        {
            DnsMessage.Lifetime(Question, reply.AsSpan(0, length));
        }
        for (var at = 0; at < reply.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = reply.ToArray();
                changed[at] = (byte)value;
                DnsMessage.Lifetime(Question, changed);
            }
        }
        Assert.Null(DnsMessage.Lifetime(Question, new byte[DnsMessage.MaxBytes + 1]));
    }

    [Fact]
    public void Servers_are_the_first_three_addresses_of_the_file() => Assert.Equal(
        [
            new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53),
            new IPEndPoint(IPAddress.Parse("2001:db8::1"), 53),
            new IPEndPoint(IPAddress.Loopback, 53),
        ],
        DnsServers.Parse(
            """
            # nameserver 192.0.2.9
            search example.org
            nameserver 192.0.2.1
            nameserver	2001:db8::1 # comment
            nameserver nonsense
            nameserver
            nameserver 127.0.0.1
            nameserver 192.0.2.4
            """));
}
