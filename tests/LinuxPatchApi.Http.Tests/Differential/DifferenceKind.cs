namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>How two parsers part.</summary>
internal enum DifferenceKind
{
    /// <summary>We refuse what they take: strictness, harmless to us.</summary>
    WeRefuse,

    /// <summary>They refuse what we take: each needs a reason why it is good.</summary>
    TheyRefuse,

    /// <summary>Both take it, for something else.</summary>
    Understood,
}
