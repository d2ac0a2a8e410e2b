namespace SuperResFarm.Models.Faces;

/// <summary>A value of a graph while it is written.</summary>
/// <param name="Name">Name of the value, NCHW.</param>
/// <param name="Channels">Its channels.</param>
internal readonly record struct Feature(string Name, int Channels);
