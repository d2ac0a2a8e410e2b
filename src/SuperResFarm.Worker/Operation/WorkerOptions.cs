using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Operation;

/// <summary>How a worker takes and does items.</summary>
public sealed record WorkerOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Worker";

    /// <value>What it is called in reports: up to 100 printable characters. Empty, the default: name of the machine and number of the process.</value>
    public string Name { get; init; } = "";

    /// <value>Images in the pipeline at the same time: 1 to 64, default 2. One more of each queue is fetched ahead.</value>
    public int Images { get; init; } = 2;

    /// <value>Tiles that run at the same time on each device: 1 to 256; 0, the default: as many as there are cores, on GPUs two.</value>
    public int Lanes { get; init; }

    /// <value>Megabytes of this machine's memory that the tiles and bands of an image may take, on the processor its networks too: 64 to 1 000 000; 0, the
    /// default: 640, or half of what is free if that is less; beside GPUs half of what is free.</value>
    public int MemoryMegabytes { get; init; }

    /// <value>Absolute path of the folder for sources and results under way. Null, the default: the system's folder for temporary files.</value>
    public string? Scratch { get; init; }

    /// <value>Megabytes that stay free on the disk of <see cref="Scratch"/>; below that nothing is taken: 0 to 1 000 000, default 256.</value>
    public int ScratchReserveMegabytes { get; init; } = 256;

    /// <value>Which queues it takes from. None, the default: all three.</value>
    public IReadOnlyList<Priority> Queues { get; init; } = [];

    /// <value>Longest time for one attempt at one image, waiting for other images not counted: above zero to 1 day, default 1 h. It must stay well below the
    /// broker's time limit for an answer.</value>
    public TimeSpan ItemTimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <value>Time between two signs of life for an item: 50 ms to 1 min, default 10 s. At most a quarter of the lease that the farm gives.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>How long running items may go on after the order to stop; then they are given back. Zero or more, and shorter than the host's time for
    /// stopping; default 20 s.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <value>How often a message may have come back unanswered before its item counts as failed instead of being tried once more: 1 to 100, default 3.</value>
    public int MaxDeliveries { get; init; } = 3;

    /// <value>Names of models that are loaded before the first item is taken. None by default.</value>
    public IReadOnlyList<string> Warm { get; init; } = [];

    /// <value>What an hour of each of its devices costs, in the currency of your bills: 0 to 1 000 000, default 0. Metrics tell the cost of items with it.</value>
    public double DeviceHourPrice { get; init; }

    /// <returns>The queues it takes from, urgent ones first.</returns>
    internal IReadOnlyList<Priority> Taken() => [.. (Queues.Count > 0 ? Queues : Enum.GetValues<Priority>()).Distinct().Order()];
}
