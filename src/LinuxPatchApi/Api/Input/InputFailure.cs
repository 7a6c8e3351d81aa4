using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Api.Input;

/// <summary>The first rule that the input breaks.</summary>
/// <param name="Field">The member or parameter, such as <c>packages[2].name</c>.</param>
/// <param name="Rule">One sentence: what it must be.</param>
internal sealed record InputFailure(ApiReason Reason, string Field, string Rule)
{
    public ApiAnswer Answer => ApiAnswer.RefuseField(Reason, Field, $"{Field}: {Rule}");
}
