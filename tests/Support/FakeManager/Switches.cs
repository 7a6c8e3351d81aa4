namespace LinuxPatchApi.FakeManager;

/// <summary>The oddities of a manager; each default is what the real one does on a good day.</summary>
internal sealed class Switches
{
    /// <summary>Time between the deletion of the pending row and the bundle being ready.</summary>
    public TimeSpan ApproveGap { get; set; }

    /// <summary>The approval writes the host row and then fails: no bundle, and the next enrolment collides.</summary>
    public bool FailAfterHostRow { get; set; }

    /// <summary>One request in 12 s and a burst of 3 for each client address.</summary>
    public bool Governor { get; set; }

    /// <summary>The manager has no revocation list: that of a bundle is empty, and so is the answer to who asks for it.</summary>
    public bool EmptyCrl { get; set; }

    /// <summary>The revocation list is answered with 500 and a text, as in one version always.</summary>
    public bool CrlFails { get; set; }

    /// <summary>The bundle names another host.</summary>
    public bool WrongNames { get; set; }

    /// <summary>The bundle has the key of another certificate.</summary>
    public bool ForeignKey { get; set; }

    /// <summary>The bundle's certificate is of an authority other than <c>ca_crt</c>.</summary>
    public bool ForeignAuthority { get; set; }

    /// <summary>The certificates begin this much later than now.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>Bytes of a body that are sent before the connection breaks; null sends all.</summary>
    public int? CutAfter { get; set; }

    /// <summary>Time between two pieces of a body; zero sends it at once.</summary>
    public TimeSpan Drip { get; set; }

    /// <summary>The host and port of the repository in <c>repo-config</c>; null for the manager's own.</summary>
    public string? RepositoryBase { get; set; }

    /// <summary>The key in <c>repo-config</c>; null: 404, no repository is configured.</summary>
    public string? RepositoryKey { get; set; }

    /// <summary>Replaces <c>sources_config</c>; null behaves.</summary>
    public string? SourcesConfig { get; set; }

    /// <summary>Replaces <c>keyring_path</c>; null behaves.</summary>
    public string? KeyringPath { get; set; }

    /// <summary>
    /// The directory whose files are the repository's, below <c>apt</c>, <c>dnf</c> and <c>apk</c>; null: none of them is there.
    /// </summary>
    public string? RepositoryFiles { get; set; }

    /// <summary>Answers every request with these bytes instead; null behaves.</summary>
    public byte[]? Instead { get; set; }

    /// <summary>Sent after <see cref="Instead"/> again and again until the other end has enough; null ends the answer there.</summary>
    public byte[]? Endless { get; set; }
}
