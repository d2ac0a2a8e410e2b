namespace SuperResFarm.Models.Cards;

/// <summary>What some networks' weights do not tell and whoever imports them must. Null leaves it to the architecture: a convention of
/// its authors, or a refusal that asks.</summary>
public sealed record ModelHints
{
    /// <summary>Nothing told.</summary>
    public static ModelHints None { get; } = new();

    /// <value>Enlargement before a network that takes images enlarged already (SRCNN), 1 to 8.</value>
    public int? Scale { get; init; }

    /// <value>Activation of a Compact network without slopes: <c>relu</c> or <c>leakyrelu</c> (slope 0.1).</value>
    public string? Activation { get; init; }

    /// <value>Attention heads of a RestoreFormer, which must divide its channels; 8 in the official one.</value>
    public int? AttentionHeads { get; init; }
}
