using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Lists that come with new certificates meet those that are present: what is lost lets a revoked client in.</summary>
public sealed class CrlCopyTests : IDisposable
{
    private static readonly DateTimeOffset Now = CrlForge.Now;
    private readonly CrlForge _a = new("CN=A");
    private readonly CrlForge _b = new("CN=B");
    private readonly CrlForge _other = new("CN=Not in the CA file");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Present_list_of_another_CA_stays()
    {
        var merged = Merge(List(_a, 2, 0), List(_a, 1, -1) + List(_b, 9, -1) + List(_other, 3, -1));
        Assert.Equal(["A 2", "B 9"], Numbers(merged));
        Assert.Equal("3", Assert.Single(Read(merged).Unplaced.Lists).Number!.ToString());
    }

    [Fact]
    public void Older_list_that_is_brought_does_not_replace_the_newer_one()
    {
        Assert.Equal(["A 2"], Numbers(Merge(List(_a, 1, -1), List(_a, 2, 0))));
        Assert.Equal(["A 2"], Numbers(Merge(List(_a, 2, 0), List(_a, 1, -1))));
    }

    /// <summary>Two CAs with one name and different keys each have their own lists.</summary>
    [Fact]
    public void List_belongs_to_the_key_and_not_to_the_name()
    {
        using var renewed = new CrlForge("CN=A");
        var (brought, present) = (List(renewed, 1, 0), List(_a, 7, -1));
        var merged = CrlCopy.Merge(Bytes(brought), Bytes(present), [_a.Authority, renewed.Authority], Now);
        Assert.Equal(2, CrlFile.Parse("", merged!, [_a.Authority, renewed.Authority], Now).Lists.Count);
        // Of a key that is trusted no more the list goes.
        Assert.Equal(brought, Encoding.ASCII.GetString(CrlCopy.Merge(Bytes(brought), Bytes(present), [renewed.Authority], Now)!));
    }

    [Fact]
    public void Same_list_is_not_doubled()
    {
        string a = List(_a, 2, 0), b = List(_b, 9, -1), other = List(_other, 3, -1);
        Assert.Equal(a + b + other, Merge(a + b + other, other + b + a));
        Assert.Equal(a + '\n' + b, Merge(a, a + b));
        Assert.Equal(a + '\n' + b, Merge(a + '\n' + b, a + '\n' + b));
    }

    [Fact]
    public void Present_list_of_the_future_stays()
    {
        var merged = Read(Merge(List(_a, 2, 0), List(_a, 5, 3)));
        Assert.Equal(("2", "5"), (Assert.Single(merged.Lists).Number!.ToString(), Assert.Single(merged.Future).Number!.ToString()));
        Assert.Equal("5", Assert.Single(Read(Merge(null, List(_a, 5, 3))).Future).Number!.ToString());
    }

    [Fact]
    public void Lists_of_which_neither_is_newer_both_stay()
    {
        var list = Assert.Single(Read(Merge(List(_a, 2, -1), List(_a, 1, 0))).Lists);
        Assert.Single(list.Beside);
    }

    [Fact]
    public void Nothing_is_made_of_nothing_and_what_is_there_alone_stays_as_it_is()
    {
        string a = List(_a, 2, 0), strange = List(_other, 1, 0);
        Assert.Null(Merge(null, null));
        Assert.Equal("words\n" + a, Merge(null, "words\n" + a));
        Assert.Equal(a, Merge(a, null));
        // None of it is of a CA that will be trusted.
        Assert.Null(Merge(null, strange));
        Assert.Null(Merge(null, "words"));
        Assert.Equal(a, Merge(a, strange));
        Assert.Equal(a, Merge(a, ""));
    }

    [Fact]
    public void Damage_in_what_is_brought_stays_visible()
    {
        const string Damaged = "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----";
        var merged = Merge(Damaged, List(_a, 2, 0));
        Assert.Equal(["A 2"], Numbers(merged));
        Assert.True(Read(merged).IsDamaged);
    }

    private string? Merge(string? brought, string? present) =>
        CrlCopy.Merge(Bytes(brought), Bytes(present), [_a.Authority, _b.Authority], Now) is { } merged
            ? Encoding.ASCII.GetString(merged)
            : null;

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.ASCII.GetBytes(text);

    private string[] Numbers(string? merged) =>
    [
        .. Read(merged).Lists.Select(list => (list.IsOf(_a.Authority) ? "A " : "B ") + list.Number).Order(StringComparer.Ordinal),
    ];

    private CrlState Read(string? merged) => CrlFile.Parse("crl.pem", Bytes(merged)!, [_a.Authority, _b.Authority], Now);

    private static string List(CrlForge forge, int number, int day)
    {
        forge.ThisUpdate = writer => writer.WriteUtcTime(Now.AddDays(day));
        forge.Entries.Clear();
        forge.Entries.Add(([(byte)number], []));
        forge.Extensions.Clear();
        forge.Extensions.Add(("2.5.29.20", false, CrlForge.Integer(number)));
        var key = forge.Authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single();
        forge.Extensions.Add(("2.5.29.35", false, X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(key).RawData));
        return PemEncoding.WriteString("X509 CRL", forge.Make()) + "\n";
    }
}
