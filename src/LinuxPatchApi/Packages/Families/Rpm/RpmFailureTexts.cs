using LinuxPatchApi.Init;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>Recognises failures by the messages of dnf's libraries. Pure.</summary>
internal sealed class RpmFailureTexts : IFailureTexts
{
    public static readonly RpmFailureTexts Instance = new();

    /// <summary>
    /// Messages of libdnf of dnf 4 (dnf_keyring_check_untrusted_file) and of dnf5 for a package that their check of signatures refuses.
    /// </summary>
    private static readonly string[] Unsigned =
        ["cannot be verified and repo ", "could not be verified", "is not signed", "Signature verification failed", "PGP check"];

    /// <summary>
    /// The transaction failed, and PackageKit passes no reason on: rpm's own messages, of a failed script for instance, are only in the
    /// service's journal; those of dnf5 about an unsigned package are nowhere.
    /// </summary>
    private static readonly string[] Silent = ["Error -1 running transaction", "Transaction failed:", "Transaction failed"];

    /// <summary>
    /// What libsolv says about a package that cannot go in, with what follows its name: both dnf 4 and dnf5 pass its words on, one problem
    /// after another. Origin: libsolv, problems.c (solver_problemruleinfo2str).
    /// </summary>
    private static readonly string[] Solver =
    [
        "nothing provides ", "none of the providers can be installed", "cannot install both ", " conflicts with ", " obsoletes ",
        "conflicting requests", "problem with installed package ", "cannot install the best ", "is filtered out by ",
        "does not belong to a distupgrade repository", "has inferior architecture", "is not installable",
    ];

    /// <summary>Words before the name of a package.</summary>
    private static readonly string[] BeforeName =
        ["package ", "cannot install both ", " and ", "needed by ", "provided by ", "best candidate for the job from "];

    public bool IsHeldLock(string text) => false;

    public bool IsNoLock(string text) => false;

    public bool IsScript(string text) => false;

    public bool IsUnsigned(string text) => Unsigned.Any(words => text.Contains(words, StringComparison.Ordinal));

    public string? Advice(string text) => Silent.Contains(text.Trim())
        ? "rpm or dnf gave no reason: a script of a package may have failed, or a package may not be signed by a trusted key; "
            + $"what rpm said stands in the journal: {InitCommands.Here.Log("packagekit")}"
        : null;

    public IReadOnlyList<string>? Conflict(string text)
    {
        if (!Solver.Any(words => text.Contains(words, StringComparison.Ordinal)))
        {
            return null;
        }

        var found = new SolverNames();
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var before in BeforeName)
            {
                if (string.CompareOrdinal(text, at, before, 0, before.Length) == 0)
                {
                    // name-version-release.architecture, which "package" and "and" also precede in other sentences.
                    var word = SolverNames.WordAt(text, at + before.Length);
                    var name = SolverNames.NameOf(word);
                    found.Add(name.Length < word.Length ? name : []);
                }
            }
        }

        return found.Names;
    }
}
