namespace SuperResFarm.Inference.Sessions;

/// <summary>The network's answer held values that are no numbers, or infinite.</summary>
internal sealed class NotFiniteException() : Exception("The network's answer to a tile held values that are not finite.");
