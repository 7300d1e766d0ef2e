namespace XinRT;

/// <summary>Loading with the backends that come with XinRT.</summary>
public static class EngineLoading
{
    extension(Engine)
    {
        /// <summary>Maps an engine file and opens the devices it needs.</summary>
        public static Engine Load(string path, EngineOptions? options = null) => Engine.Load(path, DefaultBackends.Create(), options);
    }
}
