import { useEffect, useState } from "preact/hooks";

export interface PictureProps {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its media type. */
  readonly type: string;
}

/** Bytes as the picture that they are. */
export function Picture({ bytes, type }: PictureProps) {
  const [url, setUrl] = useState<string>();
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(address);
    setIsBroken(false);
    return () => URL.revokeObjectURL(address);
  }, [bytes, type]);
  if (isBroken) return <p class="ui-hint">It begins like a picture, but cannot be shown as one.</p>;
  return (
    <div class="pg-picture">
      {url !== undefined && (
        <img src={url} alt={`The bytes as a picture (${type})`} onError={() => setIsBroken(true)} />
      )}
    </div>
  );
}
