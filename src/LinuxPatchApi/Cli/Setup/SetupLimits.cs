namespace LinuxPatchApi.Cli.Setup;

/// <summary>Limits of setup and install-bundle.</summary>
internal static class SetupLimits
{
    /// <summary>
    /// Days of certificates whose CA's key is not kept, because nobody can renew them. Origin: the longest that Apple's clients accept of a
    /// server.
    /// </summary>
    public const int UnrenewableDays = 825;

    /// <summary>Bytes of one PEM file. Origin: keys and certificates have a few KB, a revocation list with 10 000 entries 600.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    /// <summary>How long the self-test waits for the agent: it starts within a second, and reads changed files within two.</summary>
    public static readonly TimeSpan SelfTest = TimeSpan.FromSeconds(20);

    /// <summary>Between two attempts.</summary>
    public static readonly TimeSpan SelfTestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>One request of the self-test. Origin: health never waits for the package manager.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of its answer. Origin: health has some 2 KB.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Looking up the host's full name in the DNS. Origin: a person waits; without an answer the other names suffice.</summary>
    public static readonly TimeSpan Lookup = TimeSpan.FromSeconds(3);
}
