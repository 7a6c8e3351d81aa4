using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Roles;

/// <summary>Decides the role of a certificate: the highest role with a matching pattern. Pure.</summary>
internal static class RoleDecision
{
    public static AccessRole Of(AccessSettings access, in CertificateNames names)
    {
        if (access.Rules is not { } rules)
        {
            return AccessRole.Admin;
        }
        var role = AccessRole.None;
        foreach (var rule in rules)
        {
            if (rule.Role > role && IsMatch(rule, names))
            {
                role = rule.Role;
            }
        }
        return role;
    }

    private static bool IsMatch(RoleRule rule, in CertificateNames names)
    {
        switch (rule.Part)
        {
            case CertificatePart.Subject:
                return NamePatterns.MatchSubject(rule.Pattern, names.Subject);
            case CertificatePart.Serial:
                return Wildcards.Match(rule.Pattern, names.Serial.AsSpan().TrimStart('0'));
            case CertificatePart.Fingerprint:
                return Wildcards.Match(rule.Pattern, names.Fingerprint);
        }
        for (var i = 0; i < names.AlternativeNames.Count; i++)
        {
            var name = names.AlternativeNames[i];
            if (i < names.Kinds.Count && names.Kinds[i] == CertificatePart.Unreadable)
            {
                continue;
            }
            if (rule.Part == CertificatePart.AlternativeName
                ? Wildcards.Match(rule.Pattern, name)
                : i < names.Kinds.Count && names.Kinds[i] == rule.Part && NamePatterns.MatchName(rule.Part, rule.Pattern, name))
            {
                return true;
            }
        }
        return false;
    }
}
