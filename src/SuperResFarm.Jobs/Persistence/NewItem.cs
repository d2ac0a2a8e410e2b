namespace SuperResFarm.Jobs.Persistence;

/// <summary>An item of a submission.</summary>
/// <param name="Source">Where the image is: 1 to 2048 characters, none of them a control character.</param>
/// <param name="Target">Where the result goes, likewise.</param>
public readonly record struct NewItem(string Source, string Target);
