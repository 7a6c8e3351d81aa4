using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Input;

/// <summary>The first rule that the input breaks.</summary>
/// <param name="Field">The member or parameter, such as <c>packages[2].name</c>.</param>
/// <param name="Rule">What it must be, as a clause for people.</param>
internal sealed record InputFailure(ApiReason Reason, string Field, string Rule)
{
    /// <summary>
    /// Characters shown of a field. Origin: the longest known one, with its index, is below 64; an unknown one sent by the client may have
    /// 1 MiB.
    /// </summary>
    public const int FieldLength = 128;

    public ApiAnswer Answer => ApiAnswer.RefuseField(Reason, Shown, Text);

    /// <summary>The field and its rule in one line.</summary>
    public string Text => $"{Shown}: {Rule}";

    private string Shown => OneLine.Cut(Field, FieldLength);
}
