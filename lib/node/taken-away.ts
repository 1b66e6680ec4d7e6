/** Why transcripts may be lost in a fleet. */
export const TAKEN_AWAY = 'Auto Scaling takes instances of this fleet away with sessions open';
