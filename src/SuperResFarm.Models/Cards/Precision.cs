namespace SuperResFarm.Models.Cards;

/// <summary>Floating-point format of a network's weights and arithmetic.</summary>
public enum Precision
{
    /// <summary>32 bits.</summary>
    Single,

    /// <summary>16 bits: half the size and, on most GPUs, at least twice the speed.</summary>
    Half,
}
