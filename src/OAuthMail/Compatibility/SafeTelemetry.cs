using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OAuthMail.Compatibility;

/// <summary>
/// Records metrics and activities, and ignores exceptions of the program's listeners, which run on the thread that records. Such a
/// listener must not change the result of an operation.
/// </summary>
internal static class SafeTelemetry
{
    /// <summary>Runs code that calls listeners.</summary>
    public static void Record(Action record)
    {
        try
        {
            record();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The measurement is lost.
        }
    }

    /// <summary>Creates a meter. If the program's factory throws, the meter belongs to no factory.</summary>
    public static Meter CreateMeter(IMeterFactory? factory, string name)
    {
        if (factory is not null)
        {
            try
            {
                return factory.Create(name);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The program's listeners to the factory's meters receive nothing; all others do.
            }
        }

        return new Meter(name);
    }

    /// <summary>
    /// Creates an instrument. If a listener throws when it learns of the instrument, there is none, and nothing is measured with it.
    /// </summary>
    public static T? Create<T>(Func<T> create)
        where T : Instrument
    {
        try
        {
            return create();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Starts an activity. If a listener throws, there is none.</summary>
    public static Activity? Start(ActivitySource source, string name, ActivityKind kind = ActivityKind.Internal)
    {
        var parent = Activity.Current;
        try
        {
            return source.StartActivity(name, kind);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The activity was already current when the listener threw.
            Activity.Current = parent;
            return null;
        }
    }

    /// <summary>Stops an activity.</summary>
    public static void Stop(Activity? activity)
    {
        if (activity is not null) Record(activity.Dispose);
    }
}
