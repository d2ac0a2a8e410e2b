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
        // Two services in one process may share a section; bound twice, its lists would have every entry twice.
        if (!services.Any(service => service.ServiceType == typeof(IConfigureOptions<TOptions>)))
            services.AddOptions<TOptions>().Configure<IConfiguration>((options, configuration) => Bind(options, configuration.GetSection(section))).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return services;
    }

    private static void Bind<TOptions>(TOptions options, IConfigurationSection section)
        where TOptions : class
    {
        var known = typeof(TOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name).ToList();
        List<string> mistakes =
        [
            .. section.GetChildren().Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                .Select(setting => $"{setting.Path} is no setting; {section.Key} has {string.Join(", ", known)}."),
        ];
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
}
