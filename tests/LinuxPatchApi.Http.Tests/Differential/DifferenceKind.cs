namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>How two parsers disagree.</summary>
internal enum DifferenceKind
{
    /// <summary>We refuse what they accept: strictness, harmless to us.</summary>
    WeRefuse,

    /// <summary>They refuse what we accept: each case needs a reason why that is right.</summary>
    TheyRefuse,

    /// <summary>Both accept it, with different results.</summary>
    Understood,
}
