using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tests.Identity;

public sealed class SubjectTextTests
{
    [Theory]
    [InlineData("CN=manager, O=Site")]
    [InlineData("CN=\"a, b\", O=Site")]
    public void Name_that_the_framework_reads_is_as_it_writes_it(string name) =>
        Assert.Equal(name, SubjectText.Of(new X500DistinguishedName(name)));

    [Fact]
    public void Rendering_of_our_own_is_that_of_the_framework()
    {
        foreach (var name in new[] { "CN=manager, O=Site", "CN=\"a, b\", OU=x, C=DE", "E=a@example.org, CN=\"x \"\"y\"\"\", DC=org" })
        {
            Assert.Equal(name, SubjectText.Render(new X500DistinguishedName(name).RawData));
        }
    }

    [Theory]
    [InlineData(UniversalTagNumber.PrintableString, "a@b", "CN=#1303614062, O=Site")]
    [InlineData(UniversalTagNumber.NumericString, "abc", "CN=#1203616263, O=Site")]
    [InlineData(UniversalTagNumber.IA5String, "\u00FC", "CN=#1601FC, O=Site")]
    [InlineData(UniversalTagNumber.UTF8String, "\u00FC", "CN=#0C01FC, O=Site")]
    public void Case41_Value_that_breaks_its_types_rules_is_hexadecimal_and_the_name_is_never_empty(
        UniversalTagNumber type, string value, string expected) =>
        Assert.Equal(expected, SubjectText.Of(Name([(byte)type, (byte)value.Length, .. Encoding.Latin1.GetBytes(value)])));

    [Fact]
    public void Case41_Value_that_is_no_string_is_hexadecimal() =>
        Assert.Equal("CN=#0500, O=Site", SubjectText.Render(Name([5, 0]).RawData));

    [Fact]
    public void Case41_What_is_no_name_is_hexadecimal() => Assert.Equal("#0500", SubjectText.Render([5, 0]));

    [Fact]
    public void Name_without_parts_is_empty() => Assert.Equal("", SubjectText.Of(new X500DistinguishedName([0x30, 0])));

    private static X500DistinguishedName Name(byte[] commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            Add("2.5.4.10", [0x0C, 4, .. "Site"u8]);
            Add("2.5.4.3", commonName);
        }
        return new X500DistinguishedName(writer.Encode());

        void Add(string identifier, byte[] value)
        {
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(identifier);
                writer.WriteEncodedValue(value);
            }
        }
    }
}
