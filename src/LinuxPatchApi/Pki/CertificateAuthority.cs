using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Pki;

/// <summary>
/// A small certificate authority in one directory, for sites that have none: P-256, SHA-256, one level. Each operation holds the lock of
/// the directory and writes every file atomically; keys have mode 0600 from their first byte.
/// </summary>
/// <param name="caller">Who runs this; the user of this process when null.</param>
/// <param name="patience">How long to wait for another process that uses the directory; null for the default.</param>
internal sealed class CertificateAuthority(string directory, TimeProvider clock, uint? caller = null, TimeSpan? patience = null)
{
    private readonly uint _caller = caller ?? FileOwner.OfProcess();
    private readonly PkiFiles _files = new(directory);

    public PkiFiles Files => _files;

    /// <summary>Creates the CA and an empty revocation list. Replaces an existing CA only with <paramref name="force"/>.</summary>
    public PkiResult Initialise(string commonName, int days, bool force)
    {
        if (commonName.Length is 0 or > PkiLimits.MaxCommonName || commonName.Any(char.IsControl))
        {
            return PkiResult.Fail(PkiFailure.BadArgument, $"a name has 1 to {PkiLimits.MaxCommonName} characters");
        }
        if (PkiDirectory.Prepare(directory, _caller) is { } failure)
        {
            return failure;
        }
        using var held = PkiLock.Take(_files.Lock, patience ?? PkiLimits.LockPatience, clock);
        if (held is null)
        {
            return Busy();
        }
        if (!force && (File.Exists(_files.AuthorityCertificate) || File.Exists(_files.AuthorityKey)))
        {
            return PkiResult.Fail(PkiFailure.AlreadyExists,
                $"{directory} already holds a CA; --force replaces it and invalidates all its certificates");
        }
        var now = Issuer.Now(clock);
        using var authority = Issuer.Authority(commonName, days, now);
        using var key = authority.GetECDsaPrivateKey()!;
        var (_, problem) = AtomicFile.WriteAll([
            PkiFiles.Private(_files.AuthorityKey, Issuer.Pem(key)),
            PkiFiles.Public(_files.AuthorityCertificate, Issuer.Pem(authority)),
            // Last: without its index, the previous authority would write a list that revokes nobody.
            PkiFiles.Private(_files.Index, [])]);
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
            var issued = Issuer.Leaf(request, authority, now);
            var use = request.Use == CertificateUse.Server ? IndexEntry.Server : IndexEntry.Client;
            string[] previous = [.. index.Where(entry => entry.Name == request.Name && entry.RevokedAt is null && entry.NotAfter > now)
                .Select(entry => $"note: the previous certificate {entry.Serial} remains valid until it is revoked")];
            index.Add(new IndexEntry(issued.Serial, use, request.Name, issued.NotBefore, issued.NotAfter, RevokedAt: null));
            var (_, problem) = AtomicFile.WriteAll([
                PkiFiles.Private(_files.Index, IssuedIndex.Content(index)),
                PkiFiles.Private(_files.Key(request.Name), issued.Key),
                PkiFiles.Public(_files.Certificate(request.Name), issued.Certificate)]);
            return problem is null
                ? PkiResult.Done([$"certificate: {_files.Certificate(request.Name)}", $"key: {_files.Key(request.Name)}",
                    $"serial: {issued.Serial}", $"valid until: {issued.NotAfter:u}", .. previous])
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
    }, needsPast: true);

    /// <summary>Revokes the certificate in a PEM file. Fails unless exactly one in it is not a CA, or it holds a single one.</summary>
    public PkiResult RevokeFile(string path)
    {
        var content = BoundedFile.Read(path, TlsLimits.MaxPemBytes);
        if (content.Bytes is not { } bytes)
        {
            return content.Problem!.Reason == FileFailure.NotFound
                ? PkiResult.Fail(PkiFailure.NoInput, $"{content.Problem}{NameHint(path)}")
                : PkiResult.Fail(PkiFailure.InputOutput, content.Problem.ToString());
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

    /// <summary>Somebody who gives the name of a certificate means its file in this directory.</summary>
    private string NameHint(string given) => PkiFiles.IsUsableName(given) && File.Exists(_files.Certificate(given))
        ? $"; did you mean {_files.Certificate(given)}?"
        : File.Exists(Path.Combine(directory, given)) ? $"; did you mean {Path.Combine(directory, given)}?" : "";

    /// <summary>Writes a new list whose next update is due in <paramref name="days"/> days.</summary>
    public PkiResult RenewRevocationList(int days) => Locked((authority, index, now) =>
        RevocationListWriter.Write(_files, authority, index, days, now)
            ?? PkiResult.Done($"crl: {_files.RevocationList}", $"next update: {now.AddDays(days):u}"), needsPast: true);

    /// <summary>What was issued and when it ends, one line each.</summary>
    public PkiResult List() => Locked((authority, index, now) => PkiResult.Done(
        [.. PkiTable.Lines(index, authority.NotAfter.ToUniversalTime(), Revocations(authority, now).NextUpdate, now)]),
        writes: false, needsPast: true);

    /// <summary>
    /// Whether the certificate of that name can be handed out to a host again: it is listed here as a server's and not revoked, does not
    /// end soon, and has its key. Fails when the name belongs to a client, whose files a server's would replace.
    /// </summary>
    /// <param name="accepts">Whatever else the caller needs of the certificate, the first, and its CA, the second.</param>
    public (PkiResult Result, bool IsGood) FindServing(string name, Func<X509Certificate2, X509Certificate2, bool> accepts)
    {
        var isGood = false;
        var result = Locked((authority, index, now) =>
        {
            if (index.Any(entry =>
                entry.Name == name && entry.Use != IndexEntry.Server && entry.RevokedAt is null && entry.NotAfter > now))
            {
                return PkiResult.Fail(PkiFailure.AlreadyExists,
                    $"{name} is the name of a client certificate that is still valid; revoke it, or choose another name");
            }
            using var there = PkiFiles.IsUsableName(name) ? IssuedFiles.Certificate(_files.Certificate(name)) : null;
            isGood = there is not null && !PemCertificates.EndsSoon(there, now)
                && IssuedFiles.IsServing(there, name, index) && IssuedFiles.HasKey(there, _files.Key(name)) == true
                && accepts(there, authority);
            return PkiResult.Done();
        });
        return (result, isGood);
    }

    /// <summary>Returns what is to be renewed.</summary>
    /// <param name="names">Only these, whenever they end; empty for every name.</param>
    public (PkiResult Result, RenewalPlan Plan) FindDue(IReadOnlyList<string> names, bool all)
    {
        var plan = new RenewalPlan([], [], IsListDue: false);
        var result = Locked((authority, index, now) =>
        {
            var lists = Revocations(authority, now);
            var due = Renewal.Due(index, names, all, now, entry => IssuedFiles.IsStale(_files, entry));
            plan = new RenewalPlan(
                due,
                names.Count > 0 ? [] : [.. Renewal.Current(index).Where(entry => entry.Use == IndexEntry.Server && !due.Contains(entry))],
                all || Renewal.IsListDue(lists.ThisUpdate, lists.NextUpdate, now));
            return names.FirstOrDefault(name => !due.Any(entry => entry.Name == name)) is { } unknown
                ? PkiResult.Fail(PkiFailure.UnknownCertificate,
                    $"no certificate named {unknown} is to be renewed: none was issued, or it is revoked")
                : PkiResult.Done();
        }, needsPast: true);
        return (result, plan);
    }

    private CrlState Revocations(X509Certificate2 authority, DateTimeOffset now) => CrlFile.Load(_files.RevocationList, [authority], now);

    /// <param name="needsPast">True when the work is about what the CA has issued, so that a new CA would not help.</param>
    private PkiResult Locked(
        Func<X509Certificate2, List<IndexEntry>, DateTimeOffset, PkiResult> work, bool writes = true, bool needsPast = false)
    {
        var now = Issuer.Now(clock);
        if (!File.Exists(_files.AuthorityCertificate))
        {
            return AuthorityFiles.Load(_files, needsPast, now).Failure!;
        }
        if (writes && PkiDirectory.OfAnother(directory, _caller) is { } refused)
        {
            return refused;
        }
        using var held = PkiLock.Take(_files.Lock, patience ?? PkiLimits.LockPatience, clock);
        if (held is null)
        {
            return Busy();
        }
        (var authority, var failure) = AuthorityFiles.Load(_files, needsPast, now);
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

    private PkiResult Busy() =>
        PkiResult.Fail(PkiFailure.Busy, $"{directory}: another process is using the directory, or it cannot be written");
}
