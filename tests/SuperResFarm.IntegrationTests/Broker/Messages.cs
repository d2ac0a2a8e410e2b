using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>One of each kind, with every member set to something that is not its default.</summary>
internal static class Messages
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Guid _job = Guid.Parse("5a7f3a52-9c0e-4b5e-9d2b-1f0c5d0f8a11");

    public static UpscaleItem Full { get; } = new(_job, 7, 3, "tenant-ä", Priority.High, "s3://in/ä b+%/1.png", "\"etag\"", "s3://out/1_x4.png", new UpscaleParameters
    {
        Model = "m",
        ModelSha256 = Hash,
        OutScale = 2.5,
        OutWidth = 640,
        OutHeight = 480,
        DenoiseStrength = 0.1,
        EightOrientations = true,
        Format = "webp",
        Quality = 77,
        Strip = true,
        TimeLimitSeconds = 1.25,
        Overwrite = true,
    });

    public static IItemReport[] Reports { get; } =
    [
        new ItemStarted(_job, 1, 2, "w", "d"),
        new ItemProgressed(_job, 1, 2, "w", "d", 1 / 3.0),
        new ItemUpscaled(_job, 1, 2, "w", "d", new ItemResult(Hash, long.MaxValue, 1, 2, 3, 4, Hash, true, TimeSpan.FromTicks(123456789012345))),
        new ItemFailed(_job, 1, 2, "w", "d", FailureCode.SourceTooLarge, Disposition.Requeue, "<>&'\" \n ünï ☃"),
    ];

    public static UpscaleItem Bare(int item, Priority priority = Priority.Normal) =>
        new(_job, item, 1, "t", priority, "s3://in/1.png", null, "s3://out/1.png", new UpscaleParameters
        {
            Model = "m",
        });
}
