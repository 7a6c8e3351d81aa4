using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Pki;

/// <summary>
/// A small certificate authority in one directory, for sites that have none: P-256, SHA-256, one level. Each operation holds the lock of
/// the directory and writes every file atomically; keys have mode 0600 from their first byte.
/// </summary>
internal sealed class CertificateAuthority(string directory, TimeProvider clock)
{
    private readonly PkiFiles _files = new(directory);

    public PkiFiles Files => _files;

    /// <summary>Creates the CA and an empty revocation list. Replaces an existing CA only with <paramref name="force"/>.</summary>
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
        using var held = PkiLock.TryTake(_files.Lock);
        if (held is null)
        {
            return Busy();
        }
        if (!force && (File.Exists(_files.AuthorityCertificate) || File.Exists(_files.AuthorityKey)))
        {
            return PkiResult.Fail(PkiFailure.AlreadyExists,
                $"{directory} already holds a CA; --force replaces it and invalidates all its certificates");
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

    /// <summary>Issues NAME.pem and NAME.key.pem. The index lists the certificate before its file exists.</summary>
    public PkiResult Issue(IssueRequest request)
    {
        if (!PkiFiles.IsUsableName(request.Name))
        {
            return PkiResult.Fail(PkiFailure.BadArgument,
                $"a name has 1 to {PkiLimits.MaxCommonName} letters, digits, '.', '-' or '_', begins with a letter or digit, "
                + "does not end in \".key\" and is not \"ca\" or \"crl\"");
        }
        return Locked((authority, index, now) =>
        {
            if (!request.Force && (File.Exists(_files.Certificate(request.Name)) || File.Exists(_files.Key(request.Name))))
            {
                return PkiResult.Fail(PkiFailure.AlreadyExists, $"{_files.Certificate(request.Name)} already exists; --force replaces it");
            }
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var serial = SerialNumber.Create();
            var begin = Later(now - PkiLimits.ClockTolerance, authority.NotBefore.ToUniversalTime());
            var end = Earlier(now.AddDays(request.Days), authority.NotAfter.ToUniversalTime());
            using var issued = CertificateProfile.Leaf(request, key, authority).Create(authority, begin, end, serial);
            var use = request.Use == CertificateUse.Server ? "server" : "client";
            string[] previous = [.. index.Where(entry => entry.Name == request.Name && entry.RevokedAt is null && entry.NotAfter > now)
                .Select(entry => $"note: the previous certificate {entry.Serial} remains valid until it is revoked")];
            index.Add(new IndexEntry(SerialNumber.Format(serial), use, request.Name, begin, end, RevokedAt: null));
            var problem = IssuedIndex.Write(_files.Index, index)
                ?? PkiFiles.WritePrivate(_files.Key(request.Name), Pem(key))
                ?? PkiFiles.WritePublic(_files.Certificate(request.Name), Pem(issued));
            return problem is null
                ? PkiResult.Done([$"certificate: {_files.Certificate(request.Name)}", $"key: {_files.Key(request.Name)}",
                    $"serial: {SerialNumber.Format(serial)}", $"valid until: {end:u}", .. previous])
                : PkiResult.Fail(PkiFailure.InputOutput, problem.ToString());
        });
    }

    /// <summary>Revokes by serial number and writes a new list. An already revoked certificate keeps its date.</summary>
    public PkiResult Revoke(string serial) => Locked((authority, index, now) =>
    {
        var found = index.FindIndex(entry => entry.Serial == SerialNumber.Normalise(serial));
        if (found < 0)
        {
            return PkiResult.Fail(PkiFailure.UnknownCertificate,
                $"no certificate with serial {serial} was issued here, see {_files.Index}");
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

    /// <summary>Revokes the certificate in a PEM file. Fails unless exactly one in it is not a CA, or it holds a single one.</summary>
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
            // A bundle may contain the CA before or after the certificate; the CA is not to be revoked.
            X509Certificate2[] all = [.. pem.Blocks.Where(block => block.Kind == PemKind.Certificate)
                .Select(block => X509CertificateLoader.LoadCertificate(block.Der))];
            X509Certificate2[] leaves =
                [.. all.Where(candidate => !AuthorityFile.IsAuthority(candidate)).DistinctBy(candidate => candidate.Thumbprint)];
            return leaves.Length == 1 ? Revoke(leaves[0].SerialNumber)
                : all.Length == 1 ? Revoke(all[0].SerialNumber)
                : PkiResult.Fail(PkiFailure.BadArgument, all.Length == 0 ? $"{path}: holds no PEM certificate"
                    : $"{path}: holds {leaves.Length} certificates that are not CAs; select one with --serial");
        }
        catch (CryptographicException)
        {
            return PkiResult.Fail(PkiFailure.BadArgument, $"{path}: holds a damaged PEM certificate");
        }
    }

    /// <summary>Writes a new list whose next update is due in <paramref name="days"/> days.</summary>
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
        using var held = PkiLock.TryTake(_files.Lock);
        if (held is null)
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

    private PkiResult Busy() =>
        PkiResult.Fail(PkiFailure.Busy, $"{directory}: another process is using the directory, or it cannot be written");

    /// <summary>The time in whole seconds, because certificates have no fractions of a second.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
