using System.Diagnostics.Metrics;

namespace SuperResFarm.Contracts.Telemetry;

/// <summary>
/// Every instrument of the farm, declared once. Each tag has few values: priorities, outcomes, failure codes, stages, devices and models; never a
/// tenant, a job or an object. Prometheus sees <c>superres.items</c> as <c>superres_items_total</c> and durations with <c>_seconds</c>.
/// </summary>
public static class FarmMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "SuperResFarm";

    // From a thumbnail to an hour, and from a second to a week.
    private static readonly InstrumentAdvice<double> _work = new() { HistogramBucketBoundaries = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800, 3600] };
    private static readonly InstrumentAdvice<double> _wait = new() { HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 10_800, 43_200, 86_400, 259_200, 604_800] };
    private static readonly InstrumentAdvice<double> _lag = new() { HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300] };
    private static readonly InstrumentAdvice<int> _edges = new() { HistogramBucketBoundaries = [64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096] };
    private static readonly InstrumentAdvice<int> _batches = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] };

    private static readonly Meter _meter = new(MeterName);

    // What the service counts.

    /// <summary>By <c>priority</c> and <c>state</c>: accepted, completed, cancelled.</summary>
    public static Counter<long> Jobs { get; } = _meter.CreateCounter<long>("superres.jobs", "{job}", "Jobs that were accepted, completed or cancelled.");

    /// <summary>By <c>kind</c>: asked, retention.</summary>
    public static Counter<long> JobsDeleted { get; } = _meter.CreateCounter<long>("superres.jobs.deleted", "{job}", "Jobs that were deleted, because somebody asked or because they are kept no longer.");

    /// <summary>By <c>priority</c> and <c>reason</c>: budget-spent, deadline-passed.</summary>
    public static Counter<long> JobsStopped { get; } = _meter.CreateCounter<long>("superres.jobs.stopped", "{job}", "Jobs of which images were not begun because a budget or the time was over.");

    /// <summary>By <c>state</c>: listing, waiting (for a store or a quota).</summary>
    public static WatchedGauge<long> Crawls { get; } = new(_meter, "superres.crawls", "{crawl}", "Listings of prefixes that go on behind the submission of their jobs.");

    /// <summary>By <c>kind</c>: image, passed_over.</summary>
    public static Counter<long> CrawlObjects { get; } = _meter.CreateCounter<long>("superres.crawl.objects", "{object}", "Objects that listings of prefixes have seen.");

    /// <summary>By <c>priority</c>.</summary>
    public static Counter<long> ItemsAccepted { get; } = _meter.CreateCounter<long>("superres.items.accepted", "{item}", "Items of accepted jobs.");

    /// <summary>By <c>priority</c>, <c>outcome</c> (succeeded, failed, cancelled) and <c>reason</c> (a failure code, or none).</summary>
    public static Counter<long> Items { get; } = _meter.CreateCounter<long>("superres.items", "{item}", "Items that ended, each once for each time it was asked for.");

    /// <summary>By <c>priority</c> and <c>outcome</c>.</summary>
    public static Histogram<double> Turnaround { get; } = _meter.CreateHistogram("superres.item.turnaround", "s", "From an item's submission to its end.", advice: _wait);

    /// <summary>By <c>priority</c> and <c>state</c>: pending, dispatched, running.</summary>
    public static WatchedGauge<long> Backlog { get; } = new(_meter, "superres.backlog", "{item}", "Items that have not ended.");

    /// <summary>By <c>priority</c>; 0 when there are none.</summary>
    public static WatchedGauge<double> BacklogAge { get; } = new(_meter, "superres.backlog.age", "s", "Time since the oldest item that has not ended was submitted.");

    /// <summary>By <c>priority</c>.</summary>
    public static Counter<long> Dispatched { get; } = _meter.CreateCounter<long>("superres.dispatched", "{item}", "Items that the broker has taken.");

    /// <summary>By <c>priority</c>.</summary>
    public static Counter<long> Undispatched { get; } = _meter.CreateCounter<long>("superres.undispatched", "{item}", "Items that the broker did not take in time; they are sent again.");

    /// <summary>By <c>priority</c>.</summary>
    public static Histogram<double> DispatchLag { get; } = _meter.CreateHistogram("superres.dispatch.lag", "s", "From choosing items to send until the broker has them and that is written down.", advice: _lag);

    /// <summary>By <c>kind</c> (started, progressed, upscaled, failed), <c>reason</c> (a failure code, or none) and <c>taken</c> (false: it came too late).</summary>
    public static Counter<long> Reports { get; } = _meter.CreateCounter<long>("superres.reports", "{report}", "What workers said of items.");

    /// <summary>From the worker's sending to the database.</summary>
    public static Histogram<double> ReportLag { get; } = _meter.CreateHistogram("superres.report.lag", "s", "From a worker's sending of a report until it is written down.", advice: _lag);

    /// <summary>Their workers or their messages were lost.</summary>
    public static Counter<long> LeasesEnded { get; } = _meter.CreateCounter<long>("superres.leases.ended", "{item}", "Items of which nothing was heard in time.");

    /// <summary>By <c>outcome</c>: delivered, refused, failed.</summary>
    public static Counter<long> WebhookDeliveries { get; } = _meter.CreateCounter<long>("superres.webhook.deliveries", "{delivery}", "Tries to deliver a webhook.");

    // What a worker counts.

    /// <summary>By <c>priority</c>, <c>outcome</c> (upscaled, adopted, failed, given_back, dropped) and <c>reason</c> (a failure code, or none).</summary>
    public static Counter<long> Attempts { get; } = _meter.CreateCounter<long>("superres.attempts", "{attempt}", "Attempts at items that ended in a worker.");

    /// <summary>By <c>priority</c> and <c>outcome</c>.</summary>
    public static Histogram<double> AttemptDuration { get; } = _meter.CreateHistogram("superres.attempt.duration", "s", "From an item's delivery to the report of its end.", advice: _work);

    /// <summary>By <c>stage</c>: model (waiting until it is loaded), fetch, queue (for a place in the pipeline), decode, infer (summed over lanes), place, encode, store; and faces, before decode. Decode to encode overlap.</summary>
    public static Histogram<double> StageDuration { get; } = _meter.CreateHistogram("superres.stage.duration", "s", "Time that a stage took of one item.", advice: _work);

    /// <summary>By <c>direction</c> (in, out) and <c>model</c>.</summary>
    public static Counter<double> Megapixels { get; } = _meter.CreateCounter<double>("superres.megapixels", "{megapixel}", "Megapixels of sources and of results of items that were enlarged.");

    /// <summary>By <c>model</c>.</summary>
    public static Counter<long> Faces { get; } = _meter.CreateCounter<long>("superres.faces", "{face}", "Faces of items that a face model restored.");

    /// <summary>By <c>model</c>.</summary>
    public static Histogram<int> TileEdge { get; } = _meter.CreateHistogram("superres.tile.edge", "{pixel}", "Longer side of the tiles that an item was cut into, in source pixels.", advice: _edges);

    /// <summary>By <c>model</c>.</summary>
    public static Histogram<double> ModelLoad { get; } = _meter.CreateHistogram("superres.model.load.duration", "s", "Time to load a model for one sample depth on all lanes.", advice: _work);

    /// <summary>Images in the pipeline at this moment.</summary>
    public static WatchedGauge<long> WorkerImages { get; } = new(_meter, "superres.worker.images", "{image}", "Images in the worker's pipeline.");

    /// <summary>Images that may be in the pipeline at the same time.</summary>
    public static WatchedGauge<long> WorkerPlaces { get; } = new(_meter, "superres.worker.places", "{image}", "Images that the worker's pipeline has places for.");

    /// <summary>1: it takes items; 0: it starts, stops, or has no room on its disk.</summary>
    public static WatchedGauge<long> WorkerTaking { get; } = new(_meter, "superres.worker.taking", "{worker}", "Whether the worker takes items.");

    /// <summary>By <c>model</c>, in the currency of the configured price.</summary>
    public static Counter<double> Cost { get; } = _meter.CreateCounter<double>("superres.cost", "{currency}", "Price of the device time that items needed.");

    /// <summary>By <c>device</c>, in the configured currency; idle hours are paid for too.</summary>
    public static WatchedGauge<double> DevicePrice { get; } = new(_meter, "superres.device.price", "{currency}", "Configured price of an hour of the device.");

    // What an engine counts, in whatever program it runs.

    /// <summary>Its count is the number of runs. By <c>device</c>.</summary>
    public static Histogram<int> BatchTiles { get; } = _meter.CreateHistogram("superres.engine.batch.tiles", "{tile}", "Tiles that ran together.", advice: _batches);

    /// <summary>By <c>device</c>.</summary>
    public static Histogram<int> BatchImages { get; } = _meter.CreateHistogram("superres.engine.batch.images", "{image}", "Images whose tiles ran together.", advice: _batches);

    /// <summary>By <c>device</c>.</summary>
    public static Counter<long> OutOfMemory { get; } = _meter.CreateCounter<long>("superres.engine.out_of_memory", "{run}", "Runs that did not fit into memory and were done again in smaller pieces.");

    /// <summary>Tiles that half precision could not hold.</summary>
    public static Counter<long> HalfRepeats { get; } = _meter.CreateCounter<long>("superres.engine.half.repeats", "{tile}", "Tiles done again in 32-bit floats because 16 bits overflowed.");

    /// <summary>By <c>device</c>.</summary>
    public static WatchedGauge<long> Lanes { get; } = new(_meter, "superres.lanes", "{lane}", "Lanes of the device.");

    /// <summary>By <c>device</c>; at most as many seconds a second as there are lanes.</summary>
    public static WatchedCounter LaneBusy { get; } = new(_meter, "superres.lane.busy", "s", "Time that lanes ran tiles, summed over lanes.");

    /// <summary>By <c>device</c>; at most one second a second.</summary>
    public static WatchedCounter DeviceBusy { get; } = new(_meter, "superres.device.busy", "s", "Time in which at least one lane of the device ran tiles.");

    /// <summary>By <c>device</c>.</summary>
    public static WatchedGauge<long> DeviceMemoryUsed { get; } = new(_meter, "superres.device.memory.used", "By", "Memory of the device that somebody has taken.");

    /// <summary>By <c>device</c>.</summary>
    public static WatchedGauge<long> DeviceMemoryLimit { get; } = new(_meter, "superres.device.memory.limit", "By", "Memory of the device; for the processor what this process may take.");
}
