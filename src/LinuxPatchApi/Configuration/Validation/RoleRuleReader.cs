using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>Reads <c>access.roles</c>: a section with a list of patterns for each role.</summary>
internal sealed class RoleRuleReader(ConfigurationKey key, List<Finding> findings)
{
    /// <summary>Total patterns. Origin: each request is matched against all of them; a site has a handful.</summary>
    private const int MaxRules = 256;

    /// <summary>Characters of a pattern. Origin: a subject with every attribute in use.</summary>
    private const int MaxPattern = 512;

    private const int FingerprintDigits = 64;
    private const string Kinds = "subject:, dns:, ip:, email:, uri:, serial: or fingerprint:";
    private readonly List<RoleRule> _rules = [];

    /// <summary>Reads the rules. Null when the key is absent. Adds mistakes to the findings.</summary>
    public IReadOnlyList<RoleRule>? Read(MergedValue value)
    {
        if (value.Value is null)
        {
            return null;
        }
        if (value.Value is not RawMapping roles || roles.Entries.Count == 0)
        {
            // An empty section would lock everybody out, which nobody intends; without the key every certificate is admin.
            var found = value.Value is RawMapping ? "an empty one" : value.Value.Shape;
            Wrong(value.Value, FindingReason.WrongType, $"must be {key.Rule}, found {found}",
                "remove the line to let every certificate of the CA do everything");
            return [];
        }
        foreach (var entry in roles.Entries)
        {
            if (AccessRoles.Parse(entry.Key) is { } role)
            {
                ReadPatterns(role, entry.Value);
                continue;
            }
            var nearest = NearestName.Find(entry.Key, AccessRoles.Names);
            findings.Add(Finding.Error(FindingReason.UnknownChoice, entry.Position, key.Path,
                $"there is no role {Quoted.Show(entry.Key)}, only {string.Join(", ", AccessRoles.Names)}",
                nearest is null ? null : $"did you mean {nearest}?"));
        }
        if (_rules.Count > MaxRules)
        {
            Wrong(roles, FindingReason.OutOfRange, $"has {_rules.Count} patterns, at most {MaxRules} are read",
                "give certificates of one role a common name");
        }
        else if (_rules.Count == 0 && !findings.Exists(finding => finding.Key == key.Path && finding.Severity == FindingSeverity.Error))
        {
            findings.Add(Finding.Warning(FindingReason.NobodyAllowed, roles.Position, key.Path,
                "has no pattern at all, so no certificate has a role and every request is refused",
                "write a pattern, such as admin: [\"subject:CN=manager\"], or remove the section to let every certificate of the CA do "
                    + "everything"));
        }
        else if (_rules.Count > 0 && _rules.TrueForAll(rule => rule.Role != AccessRole.Admin))
        {
            findings.Add(Finding.Warning(FindingReason.NobodyAllowed, roles.Position, key.Path,
                "no certificate is admin, so nobody can reboot the host or update the agent", "add admin: [\"PATTERN\"]"));
        }
        return _rules;
    }

    private void ReadPatterns(AccessRole role, RawNode value)
    {
        var items = value is RawSequence list ? list.Items : [value];
        if (items.Count == 0)
        {
            findings.Add(Finding.Warning(FindingReason.NobodyAllowed, value.Position, key.Path,
                $"the list of {AccessRoles.WireName(role)} is empty, so no certificate has that role by it",
                "write a pattern, or remove the line"));
        }

        foreach (var item in items)
        {
            if (item is not RawScalar scalar)
            {
                Wrong(item, FindingReason.WrongType, $"a pattern is a text, found {item.Shape}", "put it in quotes");
            }
            else if (scalar.Text.Length is 0 or > MaxPattern || scalar.Text.Any(char.IsControl))
            {
                Wrong(item, FindingReason.BadFormat, $"a pattern has 1 to {MaxPattern} characters and no control character",
                    $"write {Kinds} and what it is to be");
            }
            else
            {
                ReadPattern(role, scalar);
            }
        }
    }

    private void ReadPattern(AccessRole role, RawScalar scalar)
    {
        var colon = scalar.Text.IndexOf(':');
        var pattern = scalar.Text[(colon + 1)..];
        switch (colon < 0 ? "" : scalar.Text[..colon])
        {
            case "subject":
                Add(role, CertificatePart.Subject, pattern, pattern.Length > 0, scalar, "such as subject:CN=manager,*");
                WarnOf(scalar, PatternSense.OfSubject(pattern));
                break;
            case "san":
                Add(role, CertificatePart.AlternativeName, pattern.ToLowerInvariant(), pattern.Length > 0 && !pattern.Contains(' '), scalar,
                    "a DNS name, address, e-mail address or URI, such as san:*.example.org");
                findings.Add(Finding.Warning(FindingReason.Deprecated, scalar.Position, key.Path,
                    $"{Quoted.Show(scalar.Text)} is matched against names of every kind", "write dns:, ip:, email: or uri: instead"));
                break;
            case "dns":
                AddName(role, CertificatePart.DnsName, pattern, true, scalar, "a DNS name, such as dns:*.example.org");
                WarnOf(scalar, PatternSense.OfDns(pattern));
                break;
            case "ip":
                AddName(role, CertificatePart.Address, PatternSense.Canonical(pattern), true, scalar, "an address, such as ip:192.0.2.7");
                WarnOf(scalar, PatternSense.OfAddress(pattern));
                break;
            case "email":
                AddName(
                    role, CertificatePart.Email, pattern, pattern.Contains('@'), scalar, "an e-mail address, such as email:*@example.org");
                break;
            case "uri":
                AddName(role, CertificatePart.Uri, pattern, pattern.Contains(':'), scalar, "a URI, such as uri:spiffe://site/manager");
                break;
            case "serial":
                var digits = Digits(pattern, out var isSerial);
                pattern = digits.TrimStart('0').ToUpperInvariant();
                // Leading zeros do not count, so behind them a wildcard would stand for every number.
                var isOpen = digits.StartsWith('0') && pattern is ['*' or '?', ..];
                Add(role, CertificatePart.Serial, pattern, isSerial && pattern.Length > 0 && !isOpen, scalar,
                    isOpen ? "leading zeros do not count: write the first other digit before the wildcard"
                        : "hexadecimal, as openssl x509 -noout -serial shows it");
                break;
            case "fingerprint":
                pattern = Digits(pattern, out var isFingerprint).ToLowerInvariant();
                var isFull = pattern.Contains('*') || pattern.Length == FingerprintDigits;
                Add(role, CertificatePart.Fingerprint, pattern, isFingerprint && isFull, scalar,
                    "64 hexadecimal digits, as openssl x509 -noout -fingerprint -sha256 shows them");
                break;
            default:
                Wrong(scalar, FindingReason.BadFormat, $"{Quoted.Show(scalar.Text)} does not name the part of the certificate",
                    $"write {Kinds} before it");
                break;
        }
    }

    /// <summary>A warning, because the rule did no harm so far and a running host is not to be locked out over it.</summary>
    private void WarnOf(RawScalar scalar, string? hint)
    {
        if (hint is not null && scalar.Text.Length > scalar.Text.IndexOf(':') + 1)
        {
            findings.Add(Finding.Warning(FindingReason.BadFormat, scalar.Position, key.Path,
                $"{Quoted.Show(scalar.Text)} matches no certificate", hint));
        }
    }

    private void AddName(AccessRole role, CertificatePart part, string pattern, bool isValid, RawScalar scalar, string hint) =>
        Add(role, part, pattern.ToLowerInvariant(), isValid && pattern.Length > 0 && !pattern.Contains(' '), scalar, hint);

    private void Add(AccessRole role, CertificatePart part, string pattern, bool isValid, RawScalar scalar, string hint)
    {
        if (isValid)
        {
            _rules.Add(new RoleRule(role, part, pattern));
            return;
        }
        Wrong(scalar, FindingReason.BadFormat, $"{Quoted.Show(scalar.Text)} can match no certificate", hint);
    }

    /// <summary>Removes the colons that tools print between bytes. Valid when only hexadecimal digits and wildcards remain.</summary>
    private static string Digits(string text, out bool isValid)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        isValid = digits.Length > 0 && digits.All(c => char.IsAsciiHexDigit(c) || c is '*' or '?');
        return digits;
    }

    private void Wrong(RawNode at, FindingReason reason, string message, string? hint) =>
        findings.Add(Finding.Error(reason, at.Position, key.Path, message, hint));
}
