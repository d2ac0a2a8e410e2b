using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Hosting.Startup;

/// <summary>Binds a section of the configuration so that no mistake in it goes unseen.</summary>
public static class FarmOptions
{
    /// <summary>Adds options that are read from a section and checked at the start. A value of the wrong kind and a name that is no setting are mistakes
    /// too; each is told with its key.</summary>
    /// <typeparam name="TOptions">Carries the settings with their defaults.</typeparam>
    /// <typeparam name="TValidator">Finds every other mistake.</typeparam>
    /// <param name="services">Where.</param>
    /// <param name="section">Name of the section.</param>
    public static IServiceCollection AddFarmOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddBound<TOptions>(section).TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return services;
    }

    /// <summary>The same for options whose mistakes are all told by the ranges that they carry.</summary>
    /// <typeparam name="TOptions">Carries the settings with their defaults and ranges.</typeparam>
    /// <param name="services">Where.</param>
    /// <param name="section">Name of the section.</param>
    public static IServiceCollection AddFarmOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddBound<TOptions>(section).TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, RangesValidator<TOptions>>(_ => new RangesValidator<TOptions>(section)));
        return services;
    }

    // Two services in one process may share a section; bound twice, its lists would have every entry twice.
    private static IServiceCollection AddBound<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        if (!services.Any(service => service.ServiceType == typeof(IConfigureOptions<TOptions>)))
            services.AddOptions<TOptions>().Configure<IConfiguration>((options, configuration) => Bind(options, configuration.GetSection(section))).ValidateOnStart();
        return services;
    }

    private static void Bind<TOptions>(TOptions options, IConfigurationSection section)
        where TOptions : class
    {
        List<string> mistakes = [.. UnknownIn(section, typeof(TOptions))];
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException fault)
        {
            mistakes.Add(fault.Message);   // names key and value
        }
        if (mistakes.Count > 0)
            throw new OptionsValidationException(section.Key, typeof(TOptions), mistakes);
    }

    // Settings that are settings in groups are read the same way.
    private static IEnumerable<string> UnknownIn(IConfigurationSection section, Type options)
    {
        var known = options.GetProperties().Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in section.GetChildren())
            if (!known.TryGetValue(setting.Key, out var property))
                yield return $"{setting.Path} is no setting; {section.Path} has {string.Join(", ", known.Keys)}.";
            else if (property.PropertyType.Assembly == options.Assembly && property.PropertyType.IsClass)
                foreach (var mistake in UnknownIn(setting, property.PropertyType))
                    yield return mistake;
    }
}
