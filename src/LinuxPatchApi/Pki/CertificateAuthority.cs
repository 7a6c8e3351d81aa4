using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki.Register;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Pki;

/// <summary>
/// A small certificate authority in one directory, for sites that have none: P-256, SHA-256, one level. Each operation holds the
/// directory's lock and writes every file atomically; keys are 0600 from their first byte.
/// </summary>
internal sealed class CertificateAuthority(string directory, TimeProvider clock)
{
    private readonly PkiFiles _files = new(directory);

    public PkiFiles Files => _files;

    /// <summary>Makes the CA and an empty revocation list. An existing CA is only replaced by <paramref name="force"/>.</summary>
    public PkiResult Initialise(string commonName, int days, bool force)
    {
        if (commonName.Length is 0 or > PkiLimits.MaxCommonName || commonName.Any(char.IsControl))
        {
            return PkiResult.Fail(PkiFailure.BadArgument, $"a name has 1 to {PkiLimits.MaxCommonName} characters");
        }
        if (PkiDirectory.Prepare(directory) is { } failure)
        {
            return failure;
        }
        using var taken = PkiLock.TryTake(_files.Lock);
        if (taken is null)
        {
            return Busy();
        }
        if (!force && (File.Exists(_files.AuthorityCertificate) || File.Exists(_files.AuthorityKey)))
        {
            return PkiResult.Fail(PkiFailure.AlreadyExists,
                $"{directory} holds a CA already; --force replaces it and makes all its certificates worthless");
        }
        var now = Now();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CertificateProfile.Authority(commonName, key);
        using var authority = SelfSign(request, key, now - PkiLimits.ClockTolerance, now.AddDays(days));
        var problem = IssuedIndex.Write(_files.Index, [])
            ?? PkiFiles.WritePrivate(_files.AuthorityKey, Pem(key))
            ?? PkiFiles.WritePublic(_files.AuthorityCertificate, Pem(authority));
        return problem is not null
            ? PkiResult.Fail(PkiFailure.InputOutput, problem.ToString())
            : RevocationListWriter.Write(_files, authority, [], PkiLimits.DefaultCrlDays, now)
                ?? PkiResult.Done($"certificate: {_files.AuthorityCertificate}", $"key: {_files.AuthorityKey}",
                    $"crl: {_files.RevocationList}");
    }

    /// <summary>Issues NAME.pem and NAME.key.pem. The index knows of the certificate before its file exists.</summary>
    public PkiResult Issue(IssueRequest wanted)
    {
        if (!PkiFiles.IsUsableName(wanted.Name))
        {
            return PkiResult.Fail(PkiFailure.BadArgument,
                $"a name has 1 to {PkiLimits.MaxCommonName} letters, digits, '.', '-' or '_', begins with a letter or digit, "
                + "does not end in \".key\" and is not \"ca\" or \"crl\"");
        }
        return Locked((authority, index, now) =>
        {
            if (!wanted.Force && (File.Exists(_files.Certificate(wanted.Name)) || File.Exists(_files.Key(wanted.Name))))
            {
                return PkiResult.Fail(PkiFailure.AlreadyExists, $"{_files.Certificate(wanted.Name)} exists already; --force replaces it");
            }
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var serial = SerialNumber.Create();
            var begin = Later(now - PkiLimits.ClockTolerance, authority.NotBefore.ToUniversalTime());
            var end = Earlier(now.AddDays(wanted.Days), authority.NotAfter.ToUniversalTime());
            using var issued = CertificateProfile.Leaf(wanted, key, authority).Create(authority, begin, end, serial);
            var use = wanted.Use == CertificateUse.Server ? "server" : "client";
            string[] former = [.. index.Where(entry => entry.Name == wanted.Name && entry.RevokedAt is null && entry.NotAfter > now)
                .Select(entry => $"note: the former certificate {entry.Serial} stays good until it is revoked")];
            index.Add(new IndexEntry(SerialNumber.Format(serial), use, wanted.Name, begin, end, RevokedAt: null));
            var problem = IssuedIndex.Write(_files.Index, index)
                ?? PkiFiles.WritePrivate(_files.Key(wanted.Name), Pem(key))
                ?? PkiFiles.WritePublic(_files.Certificate(wanted.Name), Pem(issued));
            return problem is null
                ? PkiResult.Done([$"certificate: {_files.Certificate(wanted.Name)}", $"key: {_files.Key(wanted.Name)}",
                    $"serial: {SerialNumber.Format(serial)}", $"valid until: {end:u}", .. former])
                : PkiResult.Fail(PkiFailure.InputOutput, problem.ToString());
        });
    }

    /// <summary>Revokes by serial number and writes a new list. A certificate that is revoked already keeps its date.</summary>
    public PkiResult Revoke(string serial) => Locked((authority, index, now) =>
    {
        var found = index.FindIndex(entry => entry.Serial == SerialNumber.Normalise(serial));
        if (found < 0)
        {
            return PkiResult.Fail(PkiFailure.UnknownCertificate,
                $"no certificate with the serial {serial} was issued here, see {_files.Index}");
        }
        var entry = index[found];
        if (entry.RevokedAt is null)
        {
            index[found] = entry with { RevokedAt = now };
            if (IssuedIndex.Write(_files.Index, index) is { } problem)
            {
                return PkiResult.Fail(PkiFailure.InputOutput, problem.ToString());
            }
        }
        return RevocationListWriter.Write(_files, authority, index, PkiLimits.DefaultCrlDays, now)
            ?? PkiResult.Done($"revoked: {entry.Serial} ({entry.Name}, {entry.RevokedAt ?? now:u})", $"crl: {_files.RevocationList}");
    });

    /// <summary>Revokes the one certificate in a PEM file that is not of a CA.</summary>
    public PkiResult RevokeFile(string path)
    {
        var content = BoundedFile.Read(path, TlsLimits.MaxPemBytes);
        if (content.Bytes is not { } bytes)
        {
            return PkiResult.Fail(PkiFailure.InputOutput, content.Problem!.ToString());
        }
        var pem = PemReader.Read(bytes);
        if (AuthorityFiles.Damage(path, pem) is { } damage)
        {
            return PkiResult.Fail(PkiFailure.BadArgument, damage);
        }
        try
        {
            // A CA may stand beside the certificate, before it or behind it: it is not what is to be revoked.
            X509Certificate2[] all = [.. pem.Blocks.Where(block => block.Kind == PemKind.Certificate)
                .Select(block => X509CertificateLoader.LoadCertificate(block.Der))];
            X509Certificate2[] leaves = [.. all.Where(one => !AuthorityFile.IsAuthority(one)).DistinctBy(one => one.Thumbprint)];
            return leaves.Length == 1 ? Revoke(leaves[0].SerialNumber)
                : all.Length == 1 ? Revoke(all[0].SerialNumber)
                : PkiResult.Fail(PkiFailure.BadArgument, all.Length == 0 ? $"{path}: holds no PEM certificate"
                    : $"{path}: holds {leaves.Length} certificates that are not of a CA; say which by --serial");
        }
        catch (CryptographicException)
        {
            return PkiResult.Fail(PkiFailure.BadArgument, $"{path}: holds a damaged PEM certificate");
        }
    }

    /// <summary>Writes a new list that is due again after <paramref name="days"/> days.</summary>
    public PkiResult RenewRevocationList(int days) => Locked((authority, index, now) =>
        RevocationListWriter.Write(_files, authority, index, days, now)
            ?? PkiResult.Done($"crl: {_files.RevocationList}", $"next update: {now.AddDays(days):u}"));

    private PkiResult Locked(Func<X509Certificate2, List<IndexEntry>, DateTimeOffset, PkiResult> work)
    {
        var now = Now();
        if (!File.Exists(_files.AuthorityCertificate))
        {
            return AuthorityFiles.Load(_files, now).Failure!;
        }
        using var taken = PkiLock.TryTake(_files.Lock);
        if (taken is null)
        {
            return Busy();
        }
        (var authority, var failure) = AuthorityFiles.Load(_files, now);
        if (authority is null)
        {
            return failure!;
        }
        using (authority)
        {
            (var index, var damage) = IssuedIndex.Read(_files.Index);
            return index is null ? PkiResult.Fail(PkiFailure.InputOutput, damage!) : work(authority, index, now);
        }
    }

    private static X509Certificate2 SelfSign(CertificateRequest request, ECDsa key, DateTimeOffset begin, DateTimeOffset end)
    {
        using var bare = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), begin, end, SerialNumber.Create());
        return bare.CopyWithPrivateKey(key);
    }

    private static byte[] Pem(X509Certificate2 certificate) => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n");

    private static byte[] Pem(ECDsa key) => Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");

    private PkiResult Busy() => PkiResult.Fail(PkiFailure.Busy, $"{directory}: another process is at work here, or it cannot be written");

    /// <summary>Certificates know no fractions of a second.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
