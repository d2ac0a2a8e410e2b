namespace SuperResFarm.Inference.Faces;

/// <summary>Is told how the faces of an image get on; from any thread.</summary>
/// <param name="Busy">Told how long a lane was busy with them, each time.</param>
/// <param name="Restored">Told how many are restored, and of how many.</param>
public sealed record FaceWatch(Action<TimeSpan> Busy, Action<int, int> Restored)
{
    /// <summary>Where nobody watches.</summary>
    public static FaceWatch Nobody { get; } = new(_ => { }, (_, _) => { });
}
