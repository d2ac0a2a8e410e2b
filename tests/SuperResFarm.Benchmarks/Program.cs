using System.Globalization;
using SuperResFarm.Benchmarks;

return args switch
{
    ["tax", .. var rest] => await FarmTax.RunAsync(rest),
    ["engine", .. var rest] => await EngineOverhead.RunAsync(rest),
    ["batches", .. var rest] => await BatchGain.RunAsync(rest),
    ["faces", .. var rest] => await FaceCosts.RunAsync(rest),
    ["memory", .. var rest] => await PeakMemory.RunAsync(rest),
    ["peer", .. var rest] => await PeerRatio.RunAsync(rest),
    ["passes", .. var rest] => await PassGains.RunAsync(rest),
    ["costs", .. var rest] => await ModelCosts.RunAsync(rest),
    ["encode", .. var rest] => await PngEncoding.RunAsync(rest),
    ["encode-rate", .. var rest] => await EncodeRate.RunAsync(rest),
    ["footprint", .. var rest] => await FootprintErrors.RunAsync(rest),
    ["footprint-fit", var file] => await FootprintErrors.FitAsync(file),
    ["footprint-peak", var file, var width, var height] => await FootprintErrors.PeakAsync(file, int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture)),
    ["jobs", .. var rest] => await JobRates.RunAsync(rest),
    ["farm", .. var rest] => await FarmRates.RunAsync(rest),
    ["fairness", .. var rest] => await FarmShares.FairnessAsync(rest),
    ["scaling", .. var rest] => await FarmShares.ScalingAsync(rest),
    ["sleeping-worker", var milliseconds] => await SleepingWorker.RunAsync(milliseconds),
    ["encode-peak", var way, var file, var megapixels, var level] => PngEncoding.Peak(way, file, megapixels, level),
    ["encode-rate-one", .. var rest] => await EncodeRate.RunOneAsync(rest),
    ["cost", var file] => await ModelCosts.RunOneAsync(file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project tests/SuperResFarm.Benchmarks -c Release -- COMMAND
          tax MODEL [ROUNDS]     the item pipeline against bare session runs of the same tiles, on a 2-megapixel photo
          engine MODEL [EDGE] [ROUNDS]   the engine against bare loops on its own sessions
          batches MODEL [EDGE] [ROUNDS]  64 small images one by one and in batches across images
          faces GFPGAN [ROUNDS]  seconds and memory of a face by that model and by RestoreFormer (random weights): on both cores, in batches, two at a time
          memory MODEL           peak memory of 'superres upscale' on 4000 x 3000 and 4000 x 12000 pixels at x4
          peer MODEL [whole]     the pipeline against bare runs of the unchanged graph, on a task of Real-ESRGAN's class: tiles, or one picture whole
          passes MODEL [ROUNDS] [EDGE]  each graph pass on and off in turn: processor time of running and loading, size
          costs FILE...          time, memory and size of importing models, and processor time of running them
          encode PHOTO [FACTOR] [MEGAPIXELS] [ROUNDS] [LEVEL]  PNG by libvips and in strips on one thread and two: time, size, memory
          encode-rate PHOTO [MEGAPIXELS]  images encoded and hashed per second on one core and on all
          footprint FILE...      memory that calibration predicts for tiles against the peak of running them
          jobs [ITEMS] [BATCH]   items per second submitted, and dispatched and reported with a broker and workers that do nothing
          farm [ITEMS] [sqlite] [postgres]  a farm of processes whose engine does nothing: accepting a list, dispatching and reporting, answering meanwhile
          fairness [MILLISECONDS]  ten images alone, and behind 10 000 of another tenant, with an engine that sleeps
          scaling [MILLISECONDS]   one, two and four worker processes with an engine that sleeps
        """);
    return 2;
}
