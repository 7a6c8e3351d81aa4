namespace LinuxPatchApi.Http.Parsing;

/// <summary>Where a parser stands.</summary>
internal enum HeadStatus
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>The head is complete and good.</summary>
    Complete,

    /// <summary>It will never be good; see the fault.</summary>
    Failed,
}
