using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.OperationsTests.Scaling.Traces;

/// <summary>Makes the traces of the repository. None was recorded in production: arrivals are drawn with a seed, item times come from <see cref="ItemTimes"/>.</summary>
internal static class TraceMaker
{
    private static readonly TimeSpan _photo = ItemTimes.Of(12.2, ItemTimes.Compact), _bigPhoto = ItemTimes.Of(24.0, ItemTimes.Compact);

    /// <summary>The traces: their names, what they stand for, and how their jobs are made.</summary>
    public static IReadOnlyList<(string Name, string Story, Func<IEnumerable<Arrival>> Jobs)> All { get; } =
    [
        ("quiet-day", "One day of single photos of high priority, superres-compact-x4: one an hour at four in the morning, thirty an hour at four in the afternoon.", QuietDay),
        ("archive", "20 000 photos of priority bulk at once, superres-compact-x4.", () => [new(TimeSpan.Zero, 20_000, Priority.Bulk, _photo, _bigPhoto)]),
        ("bursts", "Albums of 20 to 60 photos every 20 minutes for eight hours, priority normal, superres-compact-x4.", Bursts),
        ("archive-and-photos", "3 000 photos of priority bulk, realesr-general-x4v3, and every three minutes or so one of high priority, superres-compact-x4.", ArchiveAndPhotos),
        ("long-items", "One to six scans every ten minutes or so for ten hours, priority normal, RealESRGAN_x4plus: half below 2.4 megapixels, 19 of 20 below 5.9.", LongItems),
    ];

    /// <returns>The text of a trace's file.</returns>
    public static string TextOf(string name)
    {
        var (_, story, jobs) = All.Single(one => one.Name == name);
        return string.Concat(new[] { $"# {story}", "# Made by TraceMaker from measured item times; not recorded in production.", Trace.Header }
            .Concat(jobs().Select(job => job.ToString())).Select(line => line + "\n"));
    }

    private static IEnumerable<Arrival> QuietDay() => Photos(new Random(1), TimeSpan.FromHours(24), at => 15.5 - 14.5 * Math.Cos(2 * Math.PI * (at.TotalHours - 4) / 24));

    private static IEnumerable<Arrival> Bursts()
    {
        var chance = new Random(2);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromHours(8); at += TimeSpan.FromMinutes(20))
            yield return new(at, chance.Next(20, 61), Priority.Normal, _photo, _bigPhoto);
    }

    private static IEnumerable<Arrival> ArchiveAndPhotos() =>
        Photos(new Random(3), TimeSpan.FromHours(5), _ => 20)
            .Prepend(new(TimeSpan.Zero, 3_000, Priority.Bulk, ItemTimes.Of(12.2, ItemTimes.General), ItemTimes.Of(24.0, ItemTimes.General)));

    private static IEnumerable<Arrival> LongItems()
    {
        var chance = new Random(4);
        for (var at = Wait(chance, 6); at < TimeSpan.FromHours(10); at += Wait(chance, 6))
            yield return new(at, chance.Next(1, 7), Priority.Normal, ItemTimes.Of(2.36, ItemTimes.Plus), ItemTimes.Of(5.9, ItemTimes.Plus));
    }

    // A Poisson process with a changing rate, by thinning one of 30 an hour.
    private static IEnumerable<Arrival> Photos(Random chance, TimeSpan length, Func<TimeSpan, double> rateAt)
    {
        const double Most = 30;
        for (var at = Wait(chance, Most); at < length; at += Wait(chance, Most))
            if (chance.NextDouble() * Most < rateAt(at))
            {
                var time = ItemTimes.Of(ItemTimes.AnyPhoto(chance), ItemTimes.Compact);
                yield return new(at, 1, Priority.High, time, time);
            }
    }

    private static TimeSpan Wait(Random chance, double anHour) => TimeSpan.FromHours(-Math.Log(1 - chance.NextDouble()) / anHour);
}
