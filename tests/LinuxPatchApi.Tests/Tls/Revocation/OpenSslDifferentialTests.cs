using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>
/// Compares our verdicts on the same files and certificates with those of <c>openssl verify</c>, with <c>-crl_check</c> (the leaf) and
/// <c>-crl_check_all</c> (the whole chain). Our files are formatted as editors and tools leave them, openssl's as it requires. There are
/// two reasons to differ: openssl stops at the first missing list, while we check all that are present, so a revoked intermediate is
/// refused even when the list for its client is missing; and the list of a CA above the issuer may be missing, as is common for roots that
/// are kept offline. A list of another place of publication than the certificate names is a missing one for both.
/// </summary>
public sealed class OpenSslDifferentialTests : IDisposable
{
    private const int Arrangements = 150;
    private readonly TemporaryDirectory _directory = new();
    private readonly DifferentialPki _pki = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case03_Verdicts_are_those_of_openssl_verify()
    {
        string[] clients = [.. _pki.Clients.Select((client, i) =>
            _directory.Write($"client{i}.pem", client.ExportCertificatePem() + "\n"))];
        var random = new Random(20);
        Arrangement[] arrangements = [.. Enumerable.Range(0, Arrangements).Select(_ => Arrange(random))];
        var seen = new HashSet<string>();
        Parallel.For(0, arrangements.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var one = arrangements[i];
            var authorities = _directory.Write($"ca{i}.pem", string.Concat(one.Authorities));
            var lists = _directory.Write($"crl{i}.pem", string.Concat(one.Lists));
            var leafOnly = OpenSslVerdicts.Of("-crl_check", authorities, lists, clients);
            var all = OpenSslVerdicts.Of("-crl_check_all", authorities, lists, clients);
            (var trusted, var crl) = Read(i, one);
            for (var client = 0; client < clients.Length; client++)
            {
                var ours = Judge(_pki.Clients[client], trusted, crl);
                var difference = Difference(ours, leafOnly[clients[client]], all[clients[client]]);
                Assert.True(difference is null,
                    $"arrangement {i}, client {client}: we say {ours}, "
                    + $"openssl {Text(leafOnly[clients[client]])} and {Text(all[clients[client]])}: {difference}");
                lock (seen)
                {
                    seen.Add(ours);
                }
            }
            CheckDamage(one, trusted, crl, new Random(i));
        });
        Assert.Equal(["Accepted", "RevocationUnknown", "Revoked", "Untrusted"], seen.Order());
    }

    /// <summary>Null when both agree, or differ for one of the reasons above.</summary>
    private static string? Difference(string ours, List<(int Error, int Depth)> leafOnly, List<(int Error, int Depth)> all)
    {
        int[] missing = [OpenSslVerdicts.NoList, OpenSslVerdicts.OtherPlace];
        int[] aboutLists = [.. missing, OpenSslVerdicts.ListOverdue, OpenSslVerdicts.Revoked];
        (int Error, int Depth)[] both = [.. leafOnly, .. all];
        var isTrusted = both.All(error => aboutLists.Contains(error.Error));
        var isRevoked = both.Any(error => error.Error == OpenSslVerdicts.Revoked);
        var isStopped = all.Any(error => missing.Contains(error.Error));
        var isFineAbove = all.All(error => missing.Contains(error.Error) && error.Depth > 0);
        return ours switch
        {
            "Untrusted" => isTrusted ? "trusted by openssl" : null,
            "Revoked" => isRevoked || (isTrusted && isStopped) ? null : "not revoked for openssl",
            "Accepted" => isTrusted && !isRevoked && leafOnly.Count == 0 && isFineAbove ? null : "refused by openssl",
            "RevocationUnknown" => isTrusted && !isRevoked && all.Count > 0 ? null : "known to openssl",
            _ => "no such verdict was arranged",
        };
    }

    private string Judge(X509Certificate2 client, X509Certificate2Collection trusted, CrlState crl)
    {
        var policy = new ClientCertificatePolicy(trusted, (_, chain) => ChainCheck.Judge(
            crl, [.. chain.ChainElements.Select(element => element.Certificate)], CrlPolicy.Refuse, _pki.Now) switch
        {
            ChainVerdict.Good => RevocationVerdict.Good,
            ChainVerdict.Revoked => RevocationVerdict.Revoked,
            _ => RevocationVerdict.Unknown,
        });
        return policy.Check(client, []).ToString();
    }

    private (X509Certificate2Collection Trusted, CrlState Crl) Read(int i, Arrangement one)
    {
        var problems = new List<TlsProblem>();
        var ours = _directory.Write($"our-ca{i}.pem", one.Decorate(string.Concat(one.Authorities)));
        var trusted = AuthorityFile.Load(ours, _pki.Now, TlsLimits.ExpiresSoon, problems, out _)!;
        Assert.Empty(problems);
        Assert.Equal(one.Authorities.Length, trusted.Count);
        var crl = CrlFile.Parse("crl", Encoding.UTF8.GetBytes(one.Decorate(string.Concat(one.Lists))), trusted, _pki.Now);
        // The only finding is that a list belongs to a CA that this arrangement leaves out.
        Assert.True(crl.Reason is null || crl.Reason.Contains("its issuer is not in the CA file", StringComparison.Ordinal)
            || crl.Reason.Contains("the signature is not of the CA", StringComparison.Ordinal), crl.Reason);
        return (trusted, crl);
    }

    /// <summary>A file with one byte changed or removed is valid only if all lists of the complete file were read from it.</summary>
    private void CheckDamage(Arrangement one, X509Certificate2Collection trusted, CrlState whole, Random random)
    {
        var file = Encoding.ASCII.GetBytes(string.Concat(one.Lists));
        for (var i = 0; i < 4; i++)
        {
            var at = random.Next(file.Length);
            byte[] damaged = random.Next(2) == 0 ? [.. file[..at], (byte)random.Next(256), .. file[(at + 1)..]]
                : [.. file[..at], .. file[(at + 1)..]];
            var crl = CrlFile.Parse("crl", damaged, trusted, _pki.Now);
            Assert.True(crl.Loaded != CrlStatus.Valid || Names(crl).SequenceEqual(Names(whole)), $"byte {at}");
        }

        static IEnumerable<string> Names(CrlState crl) =>
            crl.Lists.Select(list => $"{Convert.ToHexString(SHA256.HashData(list.Key.Span))} {list.Number}").Order(StringComparer.Ordinal);
    }

    private Arrangement Arrange(Random random)
    {
        string[] authorities = [.. _pki.Parties.Where(_ => random.Next(5) > 0)
            .Select(party => party.Certificate.ExportCertificatePem() + "\n")];
        string[] lists = [.. _pki.Lists.Where(_ => random.Next(2) == 0)];
        authorities = authorities.Length == 0 ? [_pki.Parties[0].Certificate.ExportCertificatePem() + "\n"] : authorities;
        lists = lists.Length == 0 ? [_pki.Lists[0]] : lists;
        random.Shuffle(authorities);
        random.Shuffle(lists);
        return new Arrangement(authorities, lists, random.Next(6));
    }

    private static string Text(List<(int Error, int Depth)> errors) => errors.Count == 0 ? "good" : string.Join(", ", errors);

    private sealed record Arrangement(string[] Authorities, string[] Lists, int Style)
    {
        /// <summary>Formats a file as editors and tools may, with the same content.</summary>
        public string Decorate(string text) => Style switch
        {
            0 => "\uFEFF" + text,
            1 => text.Replace("\n", "\r\n", StringComparison.Ordinal),
            2 => text.Replace('\n', '\r'),
            3 => text.Replace("-----BEGIN", "subject=CN = x\n\n\uFEFF-----BEGIN", StringComparison.Ordinal),
            4 => text.TrimEnd().Replace("-----BEGIN", "  -----BEGIN", StringComparison.Ordinal),
            _ => text,
        };
    }
}
