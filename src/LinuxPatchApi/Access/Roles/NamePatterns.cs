using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Roles;

/// <summary>
/// Matches certificate names. A wildcard stays within one label, address group or attribute: one that went further would match names
/// that another authority, constrained to other names, may issue.
/// </summary>
internal static class NamePatterns
{
    /// <summary>True when a subject alternative name matches a pattern of its own kind.</summary>
    public static bool MatchName(CertificatePart kind, ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) => kind switch
    {
        CertificatePart.DnsName => Wildcards.Match(pattern, name, "."),
        CertificatePart.Address => Wildcards.Match(pattern, name, ".:"),
        CertificatePart.Email => MatchEmail(pattern, name),
        CertificatePart.Uri => MatchUri(pattern, name),
        _ => false,
    };

    /// <summary>Compares attribute by attribute. A pattern attribute <c>*</c> matches any number of whole attributes.</summary>
    public static bool MatchSubject(string pattern, string subject) => Match(Attributes(pattern), 0, Attributes(subject), 0);

    private static bool Match(List<string> patterns, int at, List<string> attributes, int next)
    {
        // The algorithm of Wildcards.Match, with attributes for characters: lengthens the last star whenever the rest does not match.
        int star = -1, resume = 0;
        while (next < attributes.Count)
        {
            if (at < patterns.Count && patterns[at] == "*")
            {
                (star, resume) = (at++, next);
            }
            else if (at < patterns.Count && Wildcards.Match(patterns[at], attributes[next]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                (at, next) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }
        return patterns.Skip(at).All(pattern => pattern == "*");
    }

    /// <summary>Splits at commas and plus signs outside quotes; trims spaces around each attribute.</summary>
    private static List<string> Attributes(string text)
    {
        var attributes = new List<string>();
        var isQuoted = false;
        var begin = 0;
        for (var i = 0; i < text.Length; i++)
        {
            isQuoted ^= text[i] == '"';
            if (!isQuoted && text[i] is ',' or '+')
            {
                attributes.Add(text[begin..i].Trim(' '));
                begin = i + 1;
            }
        }
        attributes.Add(text[begin..].Trim(' '));
        return attributes;
    }

    private static bool MatchEmail(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int patternAt = pattern.LastIndexOf('@'), nameAt = name.LastIndexOf('@');
        return patternAt >= 0 && nameAt >= 0
            && Wildcards.Match(pattern[..patternAt], name[..nameAt])
            && Wildcards.Match(pattern[(patternAt + 1)..], name[(nameAt + 1)..], ".");
    }

    private static bool MatchUri(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        const string separator = "://";
        int patternAt = pattern.IndexOf(separator), nameAt = name.IndexOf(separator);
        if (patternAt < 0 || nameAt < 0)
        {
            return patternAt < 0 && nameAt < 0 && Wildcards.Match(pattern, name, ":/?#");
        }
        if (!Wildcards.Match(pattern[..patternAt], name[..nameAt], ":/"))
        {
            return false;
        }
        pattern = pattern[(patternAt + separator.Length)..];
        name = name[(nameAt + separator.Length)..];
        int patternEnd = pattern.IndexOf('/'), nameEnd = name.IndexOfAny('/', '?', '#');
        patternEnd = patternEnd < 0 ? pattern.Length : patternEnd;
        nameEnd = nameEnd < 0 ? name.Length : nameEnd;
        return Wildcards.Match(pattern[..patternEnd], name[..nameEnd], ".:@")
            && Wildcards.Match(pattern[patternEnd..], name[nameEnd..], "/?#");
    }
}
