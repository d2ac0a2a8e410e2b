namespace SuperResFarm.Storage.Objects;

/// <summary>How a write ended.</summary>
/// <param name="Written">False when <see cref="WriteCondition.OnlyIfAbsent"/> found an object already there.</param>
/// <param name="Head">The object that is there now: the one written, or the one found (to be compared and adopted).</param>
public sealed record WriteResult(bool Written, ObjectHead Head);
