using System.Globalization;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm.Advisories;

/// <summary>Parses a repository's advisories (updateinfo.xml), as createrepo_c and the distributions write them.</summary>
internal sealed class UpdateInfo
{
    /// <summary>Bytes of a name, version or word. Origin: longer ones than in any file of the field.</summary>
    private const int WordLength = 1024;

    /// <summary>Bytes in memory of each kept thing besides its text. Origin: the objects' sizes on 64 bits.</summary>
    private const int PartBytes = 128;

    private readonly TagReader _reader;
    private readonly IReadOnlySet<string> _wanted;
    private readonly CancellationToken _cancellation;
    private readonly int _most;
    private readonly bool _isSecurity;
    private readonly List<string> _urls = [];
    private readonly List<string> _bugs = [];
    private readonly List<string> _cves = [];
    private readonly List<AdvisedPackage> _packages = [];
    private string _id = "";
    private string _title = "";
    private string _text = "";
    private string _severity = "";
    private DateTimeOffset? _issuedAt;

    private int _kept;

    /// <summary>One advisory while it is read; the reader is at its first tag.</summary>
    private UpdateInfo(TagReader reader, IReadOnlySet<string> wanted, int most, CancellationToken cancellation)
    {
        (_reader, _wanted, _most, _cancellation) = (reader, wanted, most, cancellation);
        _isSecurity = reader.Attribute("type") == "security";
    }

    /// <summary>Adds the packages that are wanted, each with its advisory. Throws <see cref="InvalidDataException"/>.</summary>
    /// <param name="most">Bytes in memory that they may take.</param>
    /// <returns>The bytes in memory that they take.</returns>
    public static int Read(
        TagReader reader, IReadOnlySet<string> wanted, List<AdvisedPackage> into, int most, CancellationToken cancellationToken)
    {
        var kept = 0;
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader is { Name: "update", IsStart: true, IsEnd: false })
            {
                kept += new UpdateInfo(reader, wanted, most - kept, cancellationToken).ReadInto(into);
            }
        }

        return kept;
    }

    /// <summary>Returns the bytes in memory that it takes.</summary>
    private int ReadInto(List<AdvisedPackage> into)
    {
        Go();
        while (_reader.Name != "update" || _reader.IsStart)
        {
            if (_reader is { Name: "package", IsStart: true })
            {
                ReadPackage();
            }
            else if (_reader.IsStart)
            {
                ReadFact();
            }

            Go();
        }

        if (_packages.Count == 0)
        {
            return 0;
        }

        Keep(_id.Length + _title.Length + _text.Length);

        var advisory = new Advisory
        {
            Id = _id,
            Text = _text.Length > 0 ? _text : _title,
            IsSecurity = _isSecurity,
            Severity = Severity(),
            IssuedAt = _issuedAt,
        };
        advisory.Urls.AddRange(_urls);
        advisory.BugUrls.AddRange(_bugs);
        advisory.CveUrls.AddRange(_cves);
        foreach (var package in _packages)
        {
            package.Advisory = advisory;
            into.Add(package);
        }

        return _kept;
    }

    private void ReadFact()
    {
        switch (_reader.Name)
        {
            case "id":
                _id = _reader.ReadText(WordLength);
                break;
            case "title":
                _title = _reader.ReadText(PackageLimits.DetailTextLength);
                break;
            case "description":
                _text = _reader.ReadText(PackageLimits.DetailTextLength);
                break;
            case "severity":
                _severity = _reader.ReadText(WordLength);
                break;
            case "issued":
                _issuedAt = Date(_reader.Attribute("date"));
                break;
            case "reference" when Word("href") is { } url:
                ReadReference(url);
                break;
        }
    }

    private void ReadReference(string url)
    {
        var id = Word("id") ?? "";
        var kind = _reader.Attribute("type") switch
        {
            "cve" => _cves,
            "bugzilla" => _bugs,
            _ => _urls,
        };
        if (kind.Count < Advisory.MostReferences)
        {
            Keep(Math.Max(url.Length, id.Length));
            kind.Add(kind != _cves || url.Contains(id, StringComparison.Ordinal) ? url : id);
        }
    }

    private void ReadPackage()
    {
        var name = Word("name") ?? "";
        var epoch = Word("epoch") is { Length: > 0 } text and not "0" ? text + ":" : "";
        var package = new AdvisedPackage(name, Word("arch") ?? "", $"{epoch}{Word("version")}-{Word("release")}");
        while (!_reader.IsEnd || _reader.Name != "package")
        {
            Go();
            var wish = !_reader.IsStart ? "none" : _reader.Name switch
            {
                "reboot_suggested" => "system",
                "relogin_suggested" => "session",
                "restart_suggested" => "application",
                _ => "none",
            };
            if (Restarts.Rank(wish) > Restarts.Rank(package.Restart) && IsWish(_reader.ReadText(WordLength)))
            {
                package.Restart = wish;
            }
        }

        if (_wanted.Contains(name))
        {
            Keep(name.Length + package.Architecture.Length + package.Version.Length);
            _packages.Add(package);
        }
    }

    /// <summary>Returns an attribute of the present tag; null for one that is longer than any of the field.</summary>
    private string? Word(string attribute) => _reader.Attribute(attribute) is { Length: <= WordLength } text ? text : null;

    private void Keep(int characters)
    {
        _kept += PartBytes + (sizeof(char) * characters);
        if (_kept > _most)
        {
            throw new InvalidDataException("there are more than the agent keeps");
        }
    }

    private void Go()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!_reader.Read())
        {
            throw new InvalidDataException("it ends within an advisory");
        }
    }

    /// <summary>Written as True or 1, and left out where there is no wish.</summary>
    private static bool IsWish(string text) => text.ToLowerInvariant() is not ("0" or "false" or "no");

    /// <summary>Red Hat's words; Fedora writes them, and others in their place, in any case.</summary>
    private string Severity() => !_isSecurity ? Severities.Unknown : _severity.ToLowerInvariant() switch
    {
        "critical" or "urgent" => "critical",
        "important" or "high" => "high",
        "moderate" or "medium" => "medium",
        "low" => "low",
        _ => Severities.Unknown,
    };

    /// <summary>As a date, a date with a time, or seconds since 1970.</summary>
    private static DateTimeOffset? Date(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date : null;
}
